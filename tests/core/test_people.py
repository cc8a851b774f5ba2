"""Names in author lines."""

from __future__ import annotations

import pytest

from pipeline.core.people import author_names


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["SONG Qingyang, DONG Yuwei, JIA Shijie*"], ["SONG Qingyang", "DONG Yuwei", "JIA Shijie"]),
        (["ZHANG San1, LI Si2, WANG Wu1,*"], ["ZHANG San", "LI Si", "WANG Wu"]),
        (["ZHANG San¹², LI Si[2], and WANG Wu"], ["ZHANG San", "LI Si", "WANG Wu"]),
        (["宋清扬  董雨薇  贾世杰"], ["宋清扬", "董雨薇", "贾世杰"]),
        (["王 伟  李小明  张 丽"], ["王伟", "李小明", "张丽"]),
        (["张三1,2，李四1△，王五2*"], ["张三", "李四", "王五"]),
        (["贺嘉宁，罗雨桐，Amir Nazari*"], ["贺嘉宁", "罗雨桐", "Amir Nazari"]),
        (["作者：陈静、王强 等"], ["陈静", "王强"]),
        (["Anna-Maria O'Neil, MD, PhD; J. K. Smith, MSc"], ["Anna-Maria O'Neil", "J. K. Smith"]),
        ([""], []),
    ],
)
def test_names_lose_their_marks_and_keep_their_order(lines: list[str], expected: list[str]) -> None:
    assert list(author_names(lines)) == expected
