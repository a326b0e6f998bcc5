// Ranks the sections of the book by the words of a question: BM25, in which no word has
// to occur, with stems, synonyms, and the best sentence of each section.
"use strict";

globalThis.bookRanking = (() => {
  const { stop, synonyms, weights, titles, words, pages } = globalThis.bookSections;
  const FIRST = 35; // the character that stands for the first of the words
  const WORD = /[\p{L}\p{N}_]+(?:\.[\p{L}_][\p{L}\p{N}_]*)*/gu; // convlab.forward is one
  const PARTS = /[._]|(?<=[a-z])(?=[A-Z])/; // of a name in code
  const SENTENCES = /(?<=[.?!][)”"’]?) (?=[(“"]?\p{Lu})/u;
  const NUMBER = /^[\d.]+ /;
  // How much a word counts where it is not in the text, or not the one asked for.
  const IN_TITLE = 2;
  const IN_PAGE = 0.5;
  const IN_CODE = 0.5;
  const SYNONYM = 0.5;
  const BEGINNING = 0.5;
  const IN_SENTENCE = 0.6; // all that is asked for, in one of them
  const IN_PHRASE = 0.5;
  // Of BM25: how soon more of the same word no longer counts, and how much length does.
  const K = 1.2;
  const B = 0.4;
  const SHORT = 60; // words: below, a section is not taken for more to the point
  const MOST = 30; // results
  const RANKED = 60; // by their sentences too
  const LEAST = 0.1; // of the best score

  const stemmer = new globalThis.bookStemmer();
  const known = new Map(); // the terms of a word

  const stem = (word) => (/^[a-z]{3,}$/.test(word) ? stemmer.stemWord(word) : word);

  const termsOf = (word) => {
    if (!known.has(word)) {
      const parts = word.split(PARTS).filter((part) => part.length > 2);
      const terms = [word, ...parts].map((part) => stem(part.toLowerCase()));
      known.set(word, [...new Set(terms)]);
    }
    return known.get(word);
  };

  const wordsOf = (text) => text.replaceAll("×", "x").match(WORD) ?? [];
  const stemsOf = (text) => wordsOf(text).map((word) => termsOf(word)[0]);

  const stops = new Set(stop.split(/\s+/).map(stem));
  const phrases = new Map(); // those of synonyms, by their first stem
  const alike = new Map(); // the synonyms of a term, which may be a phrase
  for (const group of Object.values(synonyms).flat()) {
    const terms = group.map((each) => stemsOf(each));
    for (const stems of terms.filter(({ length }) => length > 1)) {
      phrases.set(stems[0], [...(phrases.get(stems[0]) ?? []), stems]);
    }
    const joined = terms.map((stems) => stems.join(" "));
    for (const term of joined) {
      alike.set(term, new Set([...(alike.get(term) ?? []), ...joined]));
    }
  }

  /** Returns the terms of a text, each with the words it covers, and its phrases. */
  const read = (text) => {
    const all = wordsOf(text).map(termsOf);
    const found = [];
    for (const [from, terms] of all.entries()) {
      for (const [k, term] of terms.entries()) {
        found.push({ term, from, to: from + 1, isPart: k > 0 });
      }
      for (const phrase of phrases.get(terms[0]) ?? []) {
        if (phrase.every((part, k) => all[from + k]?.[0] === part)) {
          found.push({ term: phrase.join(" "), from, to: from + phrase.length });
        }
      }
    }
    return found;
  };

  // The sections, and in which of them a term is, and how often.

  const list = words.split("\t");
  const unpack = (packed) =>
    Array.from(packed, (sign) => list[sign.charCodeAt(0) - FIRST]).join("");
  const makeAnchor = (title) =>
    title.startsWith("convlab.")
      ? title
      : title
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, "-")
          .replace(/^[-\d]+|-+$/g, "");
  const weigh = (name, title) => {
    const page = Object.keys(weights).find((start) => name.startsWith(start));
    return (weights[page] ?? 1) * (titles[title.replace(NUMBER, "")] ?? 1);
  };

  const sections = Object.entries(pages).flatMap(([name, packed]) => {
    const all = unpack(packed)
      .split("\f")
      .map((section) => section.split("\v"));
    return all.map(([anchor, title, text, code]) => ({
      address: `${name}.html#${anchor || makeAnchor(title)}`,
      title,
      page: all[0][1],
      text,
      code,
      weight: weigh(name, title),
    }));
  });

  const places = new Map(); // of a term: how much of it is in which section
  const titled = new Map(); // and in which titles it is
  const count = (index, text, section, weight) => {
    for (const { term } of read(text)) {
      if (!index.has(term)) index.set(term, new Map());
      const counts = index.get(term);
      counts.set(section, (counts.get(section) ?? 0) + weight);
    }
  };
  for (const section of sections) {
    count(titled, section.title, section, 1);
    count(places, section.title, section, 1);
    if (section.page !== section.title) count(places, section.page, section, IN_PAGE);
    count(places, section.text, section, 1);
    count(places, section.code, section, IN_CODE);
    section.length = wordsOf(section.text).length;
  }
  const mean = sections.reduce((sum, { length }) => sum + length, 0) / sections.length;

  // What a question asks for: for each of its terms, the terms that answer it.

  const isOneOff = (a, b) => {
    if (Math.abs(a.length - b.length) > 1) return false;
    let k = 0;
    while (a[k] === b[k]) k++; // they differ somewhere
    const rests = [a.slice(k), b.slice(k)];
    const [one, other] = rests.map((rest) => rest.slice(1));
    return one === other || one === rests[1] || rests[0] === other;
  };

  const similar = (term) => {
    const all = [...places.keys()];
    const begun = all.filter((each) => term.length > 2 && each.startsWith(term));
    if (begun.length > 0) return begun;
    return all.filter((each) => term.length > 4 && isOneOff(each, term));
  };

  const formsOf = (term) => {
    const forms = new Map([...(alike.get(term) ?? [])].map((each) => [each, SYNONYM]));
    forms.set(term, 1);
    const isKnown = [...forms.keys()].some((form) => places.has(form));
    if (!isKnown) for (const each of similar(term)) forms.set(each, BEGINNING);
    return forms;
  };

  const countForms = (index, forms, add) => {
    const counts = new Map();
    for (const [form, share] of forms) {
      for (const [section, number] of index.get(form) ?? []) {
        counts.set(section, add(counts.get(section) ?? 0, share * number));
      }
    }
    return counts;
  };

  const ask = (question) => {
    const all = wordsOf(question);
    const found = read(question);
    const isTold = ({ term }) => !stops.has(term) && term.length > 1;
    const told = found.some(isTold) ? found.filter(isTold) : found;
    const spans = found.filter(({ from, to }) => to - from > 1);
    const asked = new Map();
    for (const { term, from, to, isPart } of told) {
      const isInside = spans.some(
        (span) => span.term !== term && span.from <= from && to <= span.to,
      );
      const weight = isPart || isInside ? IN_PHRASE : 1;
      const forms = formsOf(term);
      const counts = countForms(places, forms, (a, b) => a + b);
      const inTitles = countForms(titled, forms, Math.max);
      const rare = Math.log((sections.length + 1) / (counts.size + 0.5));
      const word = all[from];
      asked.set(term, { word, forms, counts, inTitles, weight: weight * rare });
    }
    return [...asked.values()];
  };

  // The answers.

  const score = (section, asked) => {
    const length = Math.max(section.length, SHORT) / mean;
    let sum = 0;
    let met = 0;
    let total = 0;
    for (const { counts, inTitles, weight } of asked) {
      const number = counts.get(section) ?? 0;
      const often = (number * (K + 1)) / (number + K * (1 - B + B * length));
      sum += weight * (often + IN_TITLE * Math.min(1, inTitles.get(section) ?? 0));
      met += number > 0 ? weight : 0;
      total += weight;
    }
    const isEmpty = Math.min(1, 0.5 + section.length / SHORT);
    return section.weight * isEmpty * sum * (0.5 + met / total / 2);
  };

  /** Returns how much of what is asked for is in a sentence, and where. */
  const meet = (sentence, asked) => {
    const terms = read(sentence);
    let sum = 0;
    const spans = [];
    for (const { forms, weight } of asked) {
      const met = terms.filter(({ term }) => forms.has(term));
      spans.push(...met);
      sum += weight * Math.max(0, ...met.map(({ term }) => forms.get(term)));
    }
    return { sentence, sum, spans };
  };

  const findSentence = ({ text }, asked) => {
    const sentences = text.split("\n").flatMap((line) => line.split(SENTENCES));
    const met = sentences.map((sentence) => meet(sentence, asked));
    return met.reduce((best, each) => (each.sum > best.sum ? each : best));
  };

  /** Cuts a sentence into pieces, [text, whether it is what was asked for]. */
  const cut = ({ sentence, spans }) => {
    const pieces = [];
    let end = 0;
    const found = [...sentence.replaceAll("×", "x").matchAll(WORD)];
    for (const [k, word] of found.entries()) {
      if (!spans.some(({ from, to }) => from <= k && k < to)) continue;
      const after = word.index + word[0].length;
      pieces.push([sentence.slice(end, word.index), false]);
      pieces.push([sentence.slice(word.index, after), true]);
      end = after;
    }
    return [...pieces, [sentence.slice(end), false]].filter(([text]) => text);
  };

  /** Returns the sections that answer a question best, and the words that none has. */
  const rank = (question) => {
    const asked = ask(question);
    const total = asked.reduce((sum, { weight }) => sum + weight, 0);
    const candidates = new Set(asked.flatMap(({ counts }) => [...counts.keys()]));
    const scored = [...candidates]
      .map((section) => ({ section, score: score(section, asked) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, RANKED);
    for (const each of scored) {
      each.best = findSentence(each.section, asked);
      each.score *= 1 + (IN_SENTENCE * each.best.sum) / total;
    }
    scored.sort((a, b) => b.score - a.score);
    const hits = scored
      .filter((each) => each.score > LEAST * scored[0].score)
      .slice(0, MOST)
      .map(({ section, best }) => ({ ...section, pieces: cut(best) }));
    const unknown = asked.filter(({ counts }) => counts.size === 0);
    return { hits, unknown: unknown.map(({ word }) => word) };
  };

  return { rank, most: MOST };
})();
