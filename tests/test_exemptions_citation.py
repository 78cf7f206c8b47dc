"""Node paths and printed citations name the same provision."""

from __future__ import annotations

import pytest

from foia.errors import UsageError
from foia.exemptions import load_catalog
from foia.exemptions.citation import act_of, order, to_citation, to_node

PAIRS = [
    ("ilcs/5/140/7/1/d/iv", "5 ILCS 140/7(1)(d)(iv)"),
    ("ilcs/5/140/7/1/d-5", "5 ILCS 140/7(1)(d-5)"),
    ("ilcs/5/140/7/1.5", "5 ILCS 140/7(1.5)"),
    ("ilcs/5/140/7.5/v-5", "5 ILCS 140/7.5(v-5)"),
    ("ilcs/5/140/7.5/cc", "5 ILCS 140/7.5(cc)"),
    ("ilcs/5/140/2.15/a", "5 ILCS 140/2.15(a)"),
    ("ilcs/50/706/10-20/b", "50 ILCS 706/10-20(b)"),
    ("ilcs/50/705/6.1/g-1", "50 ILCS 705/6.1(g-1)"),
    ("ilcs/50/705/6.3/f/6/b", "50 ILCS 705/6.3(f)(6)(b)"),
    ("ilcs/20/2610/46/c", "20 ILCS 2610/46(c)"),
    ("ilcs/725/5/103-3.5/g", "725 ILCS 5/103-3.5(g)"),
    ("ilcs/5/140/7/1/g/para2", "5 ILCS 140/7(1)(g), second paragraph"),
]


@pytest.mark.parametrize(("node", "citation"), PAIRS)
def test_each_form_gives_the_other(node: str, citation: str) -> None:
    assert to_citation(node) == citation
    assert to_node(citation) == node
    assert to_node(node) == node


@pytest.mark.parametrize(
    ("written", "node"),
    [
        ("7(1)(c)", "ilcs/5/140/7/1/c"),
        ("Section 7.5(cc)", "ilcs/5/140/7.5/cc"),
        ("Sec. 7(1.5)", "ilcs/5/140/7/1.5"),
        ("§ 7(1)(d) (vii)", "ilcs/5/140/7/1/d/vii"),
        ("FOIA Section 7(1)(f)", "ilcs/5/140/7/1/f"),
        ("(5 ILCS 140/7(1)(a))", "ilcs/5/140/7/1/a"),
        ("5 ilcs 140/7(1)(a)", "ilcs/5/140/7/1/a"),
        ("5 ILCS 140, Section 7(1)(a)", "ilcs/5/140/7/1/a"),
        ("50 ILCS 706/10-20 (b)", "ilcs/50/706/10-20/b"),
        ("50/706/10-20/b", "ilcs/50/706/10-20/b"),
        ("Section 7(1)(c) of FOIA", "ilcs/5/140/7/1/c"),
        ("Section 7(1)(c) of the Freedom of Information Act", "ilcs/5/140/7/1/c"),
        ("5 ILCS 140/7(1)(d)(iv) (West 2022)", "ilcs/5/140/7/1/d/iv"),
        ("Section 7(1), item (c)", "ilcs/5/140/7/1/c"),
    ],
)
def test_people_write_citations_in_many_ways(written: str, node: str) -> None:
    assert to_node(written) == node


@pytest.mark.parametrize("text", ["", "the privacy exemption", "5 ILCS", "ilcs/5", "7(1)(c", "7((1))"])
def test_other_text_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UsageError, match="names no provision") as caught:
        to_node(text)
    assert "5 ILCS 140/7(1)(d)(iv)" in caught.value.remedy


def test_every_provision_is_found_by_node_and_by_citation() -> None:
    catalog = load_catalog()
    for provision in catalog:
        assert catalog[provision.node] is provision
        assert catalog[provision.node.upper()] is provision
        assert catalog[provision.citation] is provision


def test_a_section_that_only_one_other_act_has_needs_no_act() -> None:
    assert load_catalog()["10-20(b)"].node == "ilcs/50/706/10-20/b"


def test_a_letter_printed_twice_is_its_new_letter() -> None:
    assert load_catalog()["7.5(jjj) (hhh)"].node == "ilcs/5/140/7.5/jjj"
    with pytest.raises(UsageError, match="no provision"):
        load_catalog()["7.5(zz)(5)"]


def test_letters_sort_as_the_act_orders_them() -> None:
    letters = [
        "a",
        "b",
        "b-5",
        "c",
        "d",
        "d/i",
        "d/ii",
        "d/iv",
        "d/v",
        "d/ix",
        "d-5",
        "d-6",
        "e",
        "e-5",
        "e-10",
        "z",
        "aa",
        "kk",
        "aaa",
    ]
    mixed = letters[::2] + letters[1::2]
    assert sorted(mixed, key=lambda step: order(f"ilcs/5/140/7/1/{step}")) == letters


def test_acts_have_names() -> None:
    assert act_of("ilcs/50/706/10-20/b") == "Law Enforcement Officer-Worn Body Camera Act"
    assert act_of("ilcs/105/10/6") == "105 ILCS 10"
