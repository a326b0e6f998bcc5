// The editor of the live cells: CodeMirror, with what a cell of Python needs and no more.
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
} from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import {
  bracketMatching,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const mark = StateEffect.define();

const decorate = ({ doc }, number) =>
  number >= 1 && number <= doc.lines
    ? Decoration.set([
        Decoration.line({ class: "live-marked" }).range(doc.line(number).from),
      ])
    : Decoration.none;

/** The line that an error came from, until the text changes. */
const markedLine = StateField.define({
  create: () => Decoration.none,
  update: (marked, { state, docChanged, effects }) => {
    const asked = effects.find((effect) => effect.is(mark));
    if (asked) return decorate(state, asked.value);
    return docChanged ? Decoration.none : marked;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Opens an editor in an element; `attributes` are those of its text box. */
export const openEditor = (
  parent,
  { text, selection, attributes, onChange, onRun },
) => {
  const run = () => {
    onRun();
    return true;
  };
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      selection,
      extensions: [
        keymap.of([
          { key: "Shift-Enter", run },
          { key: "Mod-Enter", run },
          ...defaultKeymap,
          ...historyKeymap,
          indentWithTab, // Esc, then Tab leaves the editor
        ]),
        lineNumbers(),
        history(),
        drawSelection(),
        indentUnit.of("    "),
        indentOnInput(),
        bracketMatching(),
        syntaxHighlighting(classHighlighter),
        python(),
        markedLine,
        EditorView.contentAttributes.of({
          ...attributes,
          tabindex: "0", // it scrolls sideways, and so must be reached by keyboard
          autocapitalize: "off",
          autocorrect: "off",
          spellcheck: "false",
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(view.state.doc.toString());
        }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    markLine: (number) => view.dispatch({ effects: mark.of(number ?? 0) }),
    /** Replaces the text; undo brings the old one back. */
    write: (insert) => {
      const changes = { from: 0, to: view.state.doc.length, insert };
      if (insert !== view.state.doc.toString()) view.dispatch({ changes });
    },
  };
};
