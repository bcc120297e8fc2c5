#!/usr/bin/env bash
# Compare every site file of a change with what it was, and keep one comment about each on the pull request.
#
# before/ and after/ are checkouts in the working folder; nothing in them is run. Variables: EVSITE_PYTHON, the Python
# that evsite is installed for; PULL_REQUEST, its number; GITHUB_REPOSITORY; GH_TOKEN for gh; GITHUB_STEP_SUMMARY.
# A file of the summary is written whatever happens to the comment, which a change from a fork may not write.
# shellcheck shell=bash
set -euo pipefail

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
folder=$(mktemp -d "$RUNNER_TEMP/evsite-compare.XXXXXX")
told=$folder/comment.md
code=0

# what is shown holds names of the change, in which the runner must not look for commands
token=$("$EVSITE_PYTHON" -I -c 'import secrets; print(secrets.token_hex(16), end="")')
echo "::stop-commands::$token"

# comment_on_it: write the comment anew where there is one, and a first one where something differs.
comment_on_it() {
  local marker id
  marker=$(head -n 1 "$told")
  id=$(gh api --paginate "$comments" \
    --jq ".[] | select(.user.login == \"github-actions[bot]\" and (.body | startswith(\"$marker\"))) | .id") || return 1
  id=${id%%$'\n'*}
  if [ -n "$id" ]; then
    gh api --silent -X PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F "body=@$told"
  elif ! sed -n 2p "$told" | grep -q '^### same: '; then
    gh api --silent -X POST "$comments" -F "body=@$told"
  fi
}

while IFS= read -r -d '' file; do
  before=before/${file#after/}
  # a site file that is new has nothing to be compared with; one beside which nothing changed needs no look
  if [ ! -f "$before" ] || diff -rq -- "${before%/*}" "${file%/*}" > /dev/null; then continue; fi
  if "$EVSITE_PYTHON" -I -X utf8 -m evsite compare --fail-on "${FAIL_ON:-never}" \
    --format "markdown=$told" --format text -- "$before" "$file" < /dev/null; then
    status=0
  else
    status=$?
  fi
  if [ "$status" -gt "$code" ]; then code=$status; fi
  if [ ! -f "$told" ]; then continue; fi
  tail -n +2 "$told" >> "$GITHUB_STEP_SUMMARY"
  comment_on_it || echo "the comment could not be written; the comparison is in the summary"
  rm -f -- "$told"
done < <(find -P after -type f \( -name site.toml -o -name '*.site.toml' \) -print0 | sort -z)

printf '\n::%s::\n' "$token"
exit "$code"
