"""What an import takes grows in proportion to its rows, whatever is wrong with them: counted in lines, not seconds."""

import pytest
from import_files_of import imported

from evsite.sitefile.imports.site_text import site_text
from executed_lines import Lines

FEW, TIMES, GROWN = 60, 4, 1.5
TABLES = {
    "circuits": ("ckt,name,breaker,poles,description\n", '"{a},{b}",C{n},40,2,EVSE S{n}\n'),
    "spaces": ("ckt,description,breaker,poles,A VA,B VA\n", "{a},Lights {n},40,2,100,100\n{b},|,,,100,100\n"),
    "wrong breakers": ("ckt,name,breaker\n", "{n},C{n},x{n}\n"),
    "the same again": ("ckt,name,breaker\n", "{n},C,{n}\n"),
    "one circuit": ("station,ports,max current,circuit,breaker\n", "S{n},1,32,C,100\n"),
    "ports of one station": ("station,port,circuit,breaker\n", "S,{n},C{n},40\n"),
    "a panel a row": ("panel,fed from,main,bus\n", "P{n},P{before},100,100\n"),
    "tables of two lines": ("", "PANEL: P{n}\nckt,breaker,description\n1,20,Lights\n\n"),
    "lines of titles": ("", "ckt,breaker\n"),
    "remarks": ("ckt,breaker\n1,20\n\n", "remark {n}\n\n"),
    "unknown titles": ("ckt,breaker\n", "ckt,breaker,braeker{n}\n"),
}


@pytest.mark.parametrize("case", TABLES)
def test_the_work_grows_in_proportion(tmp_path, case):
    head, row = TABLES[case]
    imported(tmp_path, head + row.format(n=1, a=1, b=3, before=0))  # for what is made once
    total = []
    for number in (FEW, FEW * TIMES):
        text = head + "".join(row.format(n=n, a=4 * n + 1, b=4 * n + 3, before=n - 1) for n in range(1, number + 1))
        with Lines() as by_function:
            result = imported(tmp_path, text)
            site_text(result.draft, result.sources, result.notes)
            result.draft.missing()
        total.append(by_function.total())
    assert total[1] < total[0] * TIMES * GROWN
