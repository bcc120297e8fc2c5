"""Policies as objects: their names, who knows them, and which of two holds."""

import ast
import itertools
from pathlib import Path

import pytest

import evsite
from evsite.allocation.policies import COMPARED, POLICIES, policy_named
from evsite.allocation.rates import deciding_groups, fair_share_weights, port_policies
from evsite.model.policy import POLICY_NAMES, SPELLINGS, read_policy
from evsite.proofs.guarantee import guarantees

SOURCE = Path(evsite.__file__).parent
SITE = """
[site]
name = "x"
nec = 2023
[supplies.U]
kind = "service"
rating = "100 A"
system = "208Y/120"
[panels.P]
fed_from = "U"
main = "80 A"
[circuits.C]
panel = "P"
count = 3
breaker = "60 A"
[stations.S]
max_current = "32 A"
count = 3
circuits = "C"
"""


def group(name, members, policy="", limit="40 A"):
    held = f"on = {members!r}" if isinstance(members, str) else f"members = {list(members)!r}"
    reported = f"policy = {policy!r}\n" if policy else ""
    return f'[groups.{name}]\n{held}\n{reported}limit = "{limit}"\n'.replace("'", '"')


# --- names ------------------------------------------------------------------------------------------------------------


def test_every_name_that_a_file_may_have_is_a_policy_of_that_name():
    assert tuple(policy.name for policy in POLICIES) == POLICY_NAMES
    assert len({policy.name for policy in COMPARED}) == len(COMPARED)
    assert all(policy_named(policy.shares_as) in POLICIES for policy in COMPARED)
    assert set(SPELLINGS) == set(POLICY_NAMES)


@pytest.mark.parametrize(("name", "spelling"), [(name, each) for name in SPELLINGS for each in SPELLINGS[name]])
def test_the_names_of_the_guide_are_read_wherever_a_policy_is_asked_for(name, spelling, tmp_path):
    site = evsite.loads(SITE + group("P", "P", spelling.upper()))
    assert site.groups["P"].policy == name
    assert policy_named(spelling) is policy_named(name)
    assert evsite.allocate(site, policy=spelling) == evsite.allocate(site, policy=name)
    assert guarantees(site, policy=spelling) == guarantees(site, policy=name)
    (tmp_path / "arrivals.csv").write_text("port,time,energy\nS1.1,Mon 08:00,10 kWh\n")
    sessions = evsite.load_sessions(tmp_path / "arrivals.csv", site)
    (run,) = evsite.simulate(site, sessions, policies=[spelling]).runs
    assert run.policy == name


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((spelling, name) for name, spellings in SPELLINGS.items() for spelling in spellings),
        ("equal share", "equal"),
        ("EQUAL_SHARE", "equal"),
        ("Equal Charge Policy", "equal"),
        ("proportional", "proportional"),
        ("FCFS", "fcfs"),
        ("first-in-first-charged", "fcfs"),
        ("  First  come,first served ", "fcfs"),
    ],
)
def test_the_guide_s_names_are_accepted_in_files_and_on_the_command_line(evsite, tmp_path, written, meant):
    assert read_policy(written) == meant
    (tmp_path / "site.toml").write_text(SITE + group("G", "P", written))
    reported = evsite("report", tmp_path / "site.toml")
    assert f"policy {meant}" in reported.stdout
    (tmp_path / "plain.toml").write_text(SITE + group("G", "P"))
    reported = evsite("allocate", tmp_path / "plain.toml", "--policy", written)
    assert reported.exit_code == 0
    assert f"policy {meant}" in reported.stdout


@pytest.mark.parametrize("written", ["", "policy", "robin", "round-robin", "equally", "first"])
def test_another_name_is_refused_with_those_that_there_are(evsite, tmp_path, written):
    (tmp_path / "site.toml").write_text(SITE + group("G", "P") + f'policy = "{written}"\n')
    reported = evsite("check", tmp_path / "site.toml")
    assert reported.exit_code != 0
    assert all(f'"{name}"' in reported.stdout + reported.stderr for name in POLICY_NAMES)
    (tmp_path / "plain.toml").write_text(SITE + group("G", "P"))
    reported = evsite("allocate", tmp_path / "plain.toml", "--policy", written)
    assert reported.exit_code == 2
    assert ", ".join(POLICY_NAMES) in reported.stderr


def test_the_library_refuses_a_policy_that_there_is_not():
    with pytest.raises(ValueError, match="no policy 'fair', there are equal, "):
        evsite.allocate(evsite.loads(SITE + group("G", "P")), policy="fair")


def _compared_names(file):
    """Places where a name of a policy is compared, matched, or looked up."""
    known = {policy.name for policy in COMPARED}

    def named(node):
        return any(isinstance(each, ast.Constant) and each.value in known for each in ast.walk(node))

    text = file.read_text(encoding="utf-8")
    if not any(name in text for name in known):
        return
    for node in ast.walk(ast.parse(text)):
        inside = {
            ast.Compare: lambda node: [node.left, *node.comparators],
            ast.MatchValue: lambda node: [node.value],
            ast.Subscript: lambda node: [node.slice],
            ast.Dict: lambda node: [key for key in node.keys if key is not None],
        }.get(type(node), lambda _: [])(node)
        if any(named(each) for each in inside):
            yield node.lineno


def test_no_other_module_compares_names_of_policies():
    own = [SOURCE / "model" / "policy.py", *(SOURCE / "allocation" / "policies").glob("*.py")]
    found = {
        f"{file.relative_to(SOURCE)}:{line}"
        for file in SOURCE.rglob("*.py")
        if file not in own
        for line in _compared_names(file)
    }
    assert not found
    # it does find them where they are
    assert list(_compared_names(SOURCE / "model" / "policy.py"))


# --- weights ----------------------------------------------------------------------------------------------------------


def test_ports_of_several_policies_stand_beside_each_other_as_their_number():
    text = SITE.replace('max_current = "32 A"\ncount = 3', 'max_current = "32 A"\ncount = 2')
    text += '[stations.T]\nmax_current = "16 A"\ncircuits = "C"\n'
    site = evsite.loads(text + group("G", ["S1", "T"], "proportional") + group("H", "P"))
    policies = port_policies(site)
    assert [policies[name].name for name in site.ports] == ["proportional", "equal", "proportional"]
    # 32 A and 16 A over their mean, and one for who shares equally
    assert fair_share_weights(site, policies) == pytest.approx([32 / 24, 1, 16 / 24])


# --- two groups, two policies -----------------------------------------------------------------------------------------

PAIRS = list(itertools.permutations(POLICY_NAMES, 2))


def answers(text):
    site = evsite.loads(text)
    report = evsite.report(site)
    codes = sorted(finding.code for finding in evsite.check(site).findings)
    shares = [(share.port, share.current_a, share.state, share.limited_by) for share in evsite.allocate(site).shares]
    return shares, {name: one.current_a for name, one in report.guarantees.items()}, codes


@pytest.mark.slow
@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize(
    ("first", "second"), [("P", ["S"]), (["S"], "U"), (["S1", "S2"], ["S2", "S3"]), (["S1", "S2"], ["S1", "S2"])]
)
def test_the_order_of_tables_never_decides_between_policies(first, second, one, other):
    tables = [group("G", first, one), group("H", second, other, "30 A")]
    found = answers(SITE + "".join(tables))
    assert found == answers(SITE + "".join(reversed(tables)))
    assert "EV415" in found[2]
    # nor does a name
    renamed = [table.replace(".G]", ".Z]") for table in tables]
    shares, guaranteed, codes = answers(SITE + "".join(renamed))
    assert [share[:3] for share in shares] == [share[:3] for share in found[0]]
    assert (guaranteed, codes) == found[1:]


@pytest.mark.parametrize("policy", ["equal", "proportional"])
def test_where_groups_differ_the_policy_that_promises_less_decides(policy):
    site = evsite.loads(SITE + group("G", "P", policy) + group("H", ["S"], "fcfs"))
    assert {each.name for each in deciding_groups(site).values()} == {"H"}
    assert all(one.current_a == 0 for one in evsite.report(site).guarantees.values())


@pytest.mark.parametrize(
    "groups",
    [
        group("G", "P", "fcfs") + group("H", ["S1", "S2"], "equal"),
        group("G", "P", "fcfs") + group("H", ["S"], "First In, First Charged"),
        group("G", ["S1"], "fcfs") + group("H", ["S2"], "equal"),
    ],
)
def test_a_smaller_group_one_policy_or_other_ports_are_no_conflict(groups):
    assert "EV415" not in {finding.code for finding in evsite.check(evsite.loads(SITE + groups)).findings}


def test_the_smallest_group_decides_whatever_it_promises():
    site = evsite.loads(SITE + group("G", "P", "fcfs") + group("H", ["S1", "S2"], "equal"))
    assert [group.name for group in deciding_groups(site).values()] == ["H", "H", "G"]


def test_a_conflict_of_some_ports_names_them():
    site = evsite.loads(SITE + group("G", ["S1", "S2"], "fcfs") + group("H", ["S2", "S3"]))
    (finding,) = [finding for finding in evsite.check(site).findings if finding.code == "EV415"]
    assert finding.path == ("groups", "H")
    assert "groups H and G: 1 port under two policies, equal and first come, first served" in finding.message
    assert finding.labels[0].path == ("groups", "G", "policy")
