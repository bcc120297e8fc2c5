# What the steps of action.yml share; they source it first of all.
#
# A checkout is data, and nothing in it is run: the steps work in the temporary folder of the runner, Python is isolated
# (-I), and programs and settings that the environment would have them take from the checkout are left out here.
# It runs on Bash 3.2 too, which macOS has.
# shellcheck shell=bash

# what the action puts out; empty for what is not known
code=70 sarif='' errors='' warnings='' ignored=''

# Write the outputs and end the step with `code`. It is the trap of EXIT, so it happens whatever goes wrong.
finish() {
  trap - EXIT
  printf '%s=%s\n' exit-code "$code" sarif-file "$sarif" errors "$errors" warnings "$warnings" ignored "$ignored" \
    >> "$GITHUB_OUTPUT"
  exit "$code"
}

# fail CODE MESSAGE: annotate the run with the message and end the step.
fail() {
  code=$1
  local message=$2
  message=${message//%/%25}
  message=${message//$'\r'/%0D}
  message=${message//$'\n'/%0A}
  printf '::error title=evsite::%s\n' "$message"
  finish
}

# Whether a folder is the workspace or lies below it, links followed.
in_workspace() {
  local folder
  folder=$(cd -- "$1" 2> /dev/null && pwd -P) || return 1
  until [ "$folder" -ef "$GITHUB_WORKSPACE" ]; do
    if [ "$folder" = / ]; then return 1; fi
    folder=${folder%/*}
    folder=${folder:-/}
  done
}

# Whether a path is the same wherever it is used: /..., or C:\... and C:/... on Windows.
is_absolute() {
  case $1 in
    /* | [A-Za-z]:[\\/]*) return 0 ;;
    *) return 1 ;;
  esac
}

# Leave folders of the workspace, and those that are relative or empty, out of the search for programs.
isolate_path() {
  local folder kept=''
  while IFS= read -r -d : folder; do
    if is_absolute "$folder" && ! in_workspace "$folder"; then kept+=${kept:+:}$folder; fi
  done <<< "$PATH:"
  PATH=$kept
}

# Forget what steers Python and pip. Isolating Python alone would not do: the processes that pip starts are not isolated.
# Of the variables of pip those stay that say how to reach an index; whatever comes from there has to have a known hash.
isolate_python() {
  local name
  for name in "${!PYTHON@}" "${!PIP_@}"; do
    case $name in
      PIP_INDEX_URL | PIP_EXTRA_INDEX_URL | PIP_FIND_LINKS | PIP_NO_INDEX | PIP_TRUSTED_HOST) ;;
      PIP_CERT | PIP_CLIENT_CERT | PIP_PROXY | PIP_RETRIES | PIP_TIMEOUT | PIP_DEFAULT_TIMEOUT) ;;
      *) unset "$name" ;;
    esac
  done
  unset XDG_CONFIG_DIRS
}

# The Python of the environment that evsite is installed in.
evsite_python() {
  if [ -d "$venv/Scripts" ]; then echo "$venv/Scripts/python"; else echo "$venv/bin/python"; fi
}

# sarif_target_of PATH: where the report goes, as `sarif_target`. A path that belongs to the workspace has to lead there:
# a link in the checkout could lead anywhere.
sarif_target_of() {
  case $1 in *[[:cntrl:]]*) fail 2 "sarif-file: found several lines or control characters, expected one path" ;; esac
  sarif_target=$1
  if [ "${RUNNER_OS:-}" = Windows ]; then sarif_target=${sarif_target//\\//}; fi
  is_absolute "$sarif_target" || sarif_target=$GITHUB_WORKSPACE/$sarif_target
  local folder=${sarif_target%/*}/
  if [ ! -d "$folder" ]; then fail 2 "sarif-file: no folder to write '$1' to"; fi
  case $sarif_target in
    "$GITHUB_WORKSPACE"/*) in_workspace "$folder" || fail 2 "sarif-file: '$1' leads out of the workspace" ;;
  esac
  if [ -d "$sarif_target" ] && [ ! -L "$sarif_target" ]; then fail 2 "sarif-file: '$1' is a folder"; fi
}

trap finish EXIT
venv=$RUNNER_TEMP/evsite
cd -- "$RUNNER_TEMP" || exit
isolate_path
isolate_python
