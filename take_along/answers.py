"""Collect the folded answers of a chapter at its end: paper cannot fold."""

from bs4 import BeautifulSoup

ASKED = (
    '<p class="answer-at"><a id="{chapter}--asked-{n}" href="#{chapter}--answer-{n}">'
    "Answer {n}</a> stands at the end of the chapter.</p>"
)
ANSWER = (
    '<div class="answer" id="{chapter}--answer-{n}">'
    '<p><a href="#{chapter}--asked-{n}">Answer {n}</a></p></div>'
)


def collect_answers(text, chapter):
    """Move what is folded to a section of its own, with a link there and one back."""
    folded = text.select("details")
    if not folded:
        return
    answers = _make(f'<section id="{chapter}--answers"><h2>Answers</h2></section>')
    for n, details in enumerate(folded, start=1):
        details.summary.decompose()
        answer = _make(ANSWER.format(chapter=chapter, n=n))
        details.replace_with(_make(ASKED.format(chapter=chapter, n=n)))
        for part in list(details.contents):
            answer.append(part.extract())
        answers.append(answer)
    text.append(answers)


def _make(html):
    return BeautifulSoup(html, "html.parser").contents[0]
