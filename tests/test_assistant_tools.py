"""The tools as an agent calls them, and the agent of the README with a model that is told what to say."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.tools import BaseTool

from assistant.service import Assistant
from assistant.settings import Settings
from assistant.tools import policy_tools

README = Path(__file__).parents[1] / "README.md"


@pytest.fixture(scope="module")
def opened(shipped_home: Path) -> Iterator[Assistant]:
    assistant = Assistant(shipped_home, settings=Settings())
    yield assistant
    assistant.close()


@pytest.fixture(scope="module")
def tools(opened: Assistant) -> dict[str, BaseTool]:
    return {tool.name: tool for tool in policy_tools(opened)}


def called(tool: BaseTool, **given: Any) -> ToolMessage:
    """The message an agent gets."""
    message = tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": given})
    assert isinstance(message, ToolMessage)
    return message


def test_what_is_found_can_be_fetched_and_verified(tools: dict[str, BaseTool], opened: Assistant) -> None:
    found = called(tools["search_clauses"], question="宿州光伏企业有什么支持", most=3)
    first = found.artifact[0]
    assert (len(found.artifact), first["clause_id"] in found.content) == (3, True)
    fetched = called(tools["get_clause"], clause_id=first["clause_id"])
    citation = fetched.artifact
    text = opened.document(citation["document_id"], citation["sha256"]).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert citation["quote"] in fetched.content
    sentence = citation["quote"].split("。")[0]
    checked = called(tools["verify_quote"], quote=sentence, document_id=citation["document_id"])
    assert checked.artifact["label"] == "verbatim"
    altered = called(tools["verify_quote"], quote=sentence.replace(sentence[3:5], "甲乙", 1))
    assert altered.artifact["label"] == "altered"
    assert "→" in altered.content


def test_a_profile_is_matched_as_the_service_does(tools: dict[str, BaseTool], opened: Assistant) -> None:
    profile = {"身份": "企业", "所在地": "安徽省宿州市", "行业": "光伏"}
    message = called(tools["match_profile"], profile=profile, on="2026-05-01", most=4)
    held = message.artifact
    assert len(held["matches"]) == len(held["citations"]) > 0
    assert [m["clause_id"] for m in held["matches"]] == [c["clause_id"] for c in held["citations"]]
    assert all(match["clause_id"] in message.content for match in held["matches"])


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("match_profile", {"profile": {"职工人": "三十"}}, "职工人数"),
        ("verify_quote", {"quote": "给予奖励二十万元", "document_id": "没有"}, "没有"),
        ("get_clause", {"clause_id": "没有#1"}, "没有#1"),
    ],
)
def test_a_refusal_is_a_sentence_the_agent_can_mend(
    tools: dict[str, BaseTool], name: str, given: dict[str, Any], said: str
) -> None:
    message = called(tools[name], **given)
    assert (said in message.content, message.artifact) == (True, None)


def test_each_tool_tells_its_arguments(tools: dict[str, BaseTool]) -> None:
    assert {name: sorted(tool.args) for name, tool in tools.items()} == {
        "search_clauses": ["most", "question"],
        "match_profile": ["most", "on", "profile"],
        "verify_quote": ["document_id", "quote"],
        "get_clause": ["clause_id"],
    }


class Scripted(GenericFakeChatModel):
    """Says what it is told to, whatever tools it is given."""

    def bind_tools(self, tools: Sequence[Any], **given: Any) -> "Scripted":
        return self


@pytest.mark.skipif(not README.exists(), reason="installed without the README")
def test_the_agent_of_the_readme_works(shipped_home: Path) -> None:
    examples = re.findall(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    example = next(code for code in examples if "create_agent" in code)
    call = {"id": "1", "name": "search_clauses", "args": {"question": "宿州光伏企业有什么支持"}}
    script = iter([AIMessage("", tool_calls=[call]), AIMessage("见所引条款。")])
    names: dict[str, Any] = {"model": Scripted(messages=script), "home": shipped_home}
    exec(example, names)
    said = names["answer"]["messages"]
    assert said[-1].content == "见所引条款。"
    assert next(one for one in said if isinstance(one, ToolMessage)).artifact[0]["sha256"]
