use super::*;

fn sequences(format: Format, text: &str) -> Examples {
    read(Task::Sequence, format, &Columns::default(), text.as_bytes()).unwrap()
}

fn faults(task: Task, format: Format, text: &str) -> Vec<String> {
    read(task, format, &Columns::default(), text.as_bytes()).unwrap().faults.iter().map(ToString::to_string).collect()
}

#[test]
fn the_same_rows_come_from_every_format() {
    let json = sequences(Format::JsonLines, "{\"text\":\"a, \\\"b\\\"\",\"label\":\"x\"}\n\n{\"text\":\"c\",\"pair\":\"d\",\"label\":1}\n");
    let csv = sequences(Format::Csv, "\u{feff}Label,text,pair\r\nx,\"a, \"\"b\"\"\",\r\n1,c,d\r\n");
    let tsv = sequences(Format::Tsv, "text\tpair\tlabel\na, \"b\"\t\tx\nc\td\t1\n");
    let examples = |found: &Examples| found.examples.iter().map(|row| row.example.clone()).collect::<Vec<_>>();
    assert_eq!(json.faults, []);
    assert_eq!(examples(&json), examples(&csv));
    assert_eq!(examples(&json), examples(&tsv));
    assert_eq!(json.examples.iter().map(|row| row.line).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(csv.examples.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
    let gaps = sequences(Format::Csv, "text,label\r\n\r\n\r\na,x\r\nb,y\r\n");
    assert_eq!(gaps.examples.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 5]);
}

#[test]
fn a_cell_may_hold_line_breaks_and_the_next_line_is_still_right() {
    let found = sequences(Format::Csv, "text,label\n\"one\ntwo\",x\nthree,y,z\n,x\n");
    let Example::Sequence { text, .. } = &found.examples[0].example else { panic!() };
    assert_eq!(text, "one\ntwo");
    let told: Vec<String> = found.faults.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["line 4: found 3 columns, expected 2 (text, label)", "line 5: text is empty"]);
}

#[test]
fn conll_is_a_word_a_line() {
    let text = "-DOCSTART- -X- O\n\nEU NNP B-ORG\nrejects VBZ O\n\nPeter B-PER\nBlackburn I-PER\n";
    let found = read(Task::Token, Format::Conll, &Columns::default(), text.as_bytes()).unwrap();
    assert_eq!(found.faults, []);
    let Example::Token { words, tags } = &found.examples[1].example else { panic!() };
    assert_eq!((words.join(" "), tags.join(" "), found.examples[1].line), ("Peter Blackburn".into(), "B-PER I-PER".into(), 6));
    assert_eq!(read(Task::Sequence, Format::Conll, &Columns::default(), b"a O"), Err(ReadError::NoTags));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let tags = "{\"words\":[\"a\",\"b\"],\"tags\":[\"O\"]}\n{\"words\":[\"a\"],\"tags\":[\"I-X\"]}\n{\"words\":[\"a\",\"b\"],\"tags\":[\"B-X\",\"I-Y\"]}\n{\"words\":[\"a\"],\"tags\":[\"\"]}\nnot json";
    let told = faults(Task::Token, Format::JsonLines, tags);
    assert_eq!(
        told[..4],
        [
            "line 1: found 1 tags for 2 words",
            "line 2: tag 1 breaks IOB2: I-X starts the sentence, expected B-X where an entity begins",
            "line 3: tag 2 breaks IOB2: I-Y follows B-X, expected B-Y where an entity begins",
            "line 4: tag 1 is empty",
        ]
    );
    assert!(told[4].starts_with("line 5: expected ident"), "{}", told[4]);
    let questions = "{\"context\":\"e\u{301} and é and é\",\"question\":\"?\",\"answer\":\"é\",\"start\":7}\n{\"context\":\"x\",\"question\":\"?\",\"answer\":\"y\"}\n{\"context\":\"x x\",\"question\":\"?\",\"answer\":\"x\"}\n{\"context\":\"x x\",\"question\":\"?\",\"answer\":\"x\",\"start\":1}";
    assert_eq!(
        faults(Task::Question, Format::JsonLines, questions),
        [
            "line 2: the answer \"y\" is not in its context",
            "line 3: the answer \"x\" is in its context 2 times, at [0, 2]: say which by start",
            "line 4: the answer \"x\" does not start at 1, it does at [0, 2]",
        ]
    );
    assert_eq!(
        faults(Task::Sequence, Format::JsonLines, "{\"text\":\"a\",\"label\":[1]}"),
        ["line 1: label is [1], expected a string or a number"]
    );
}

#[test]
fn a_file_without_rows_or_columns_is_refused() {
    assert_eq!(read(Task::Sequence, Format::Csv, &Columns::default(), b""), Err(ReadError::Empty));
    assert_eq!(read(Task::Sequence, Format::Csv, &Columns::default(), b"text,label\n"), Err(ReadError::Empty));
    assert_eq!(read(Task::Sequence, Format::JsonLines, &Columns::default(), b"\n"), Err(ReadError::Empty));
    assert_eq!(read(Task::Sequence, Format::JsonLines, &Columns::default(), b"\xff"), Err(ReadError::NotText { at: 0 }));
    let error = read(Task::Sequence, Format::Csv, &Columns::default(), b"sentenz,label\na,b\n").unwrap_err();
    assert_eq!(error.to_string(), "the column text is not there: found sentenz, label, expected text, label");
}

#[test]
fn columns_have_the_names_of_public_data_sets_or_are_chosen() {
    let read_as = |chosen: &[(&str, &str)], format, text: &str| {
        let chosen = chosen.iter().map(|(part, column)| ((*part).to_owned(), (*column).to_owned())).collect();
        read(Task::Sequence, format, &Columns { chosen, guess: true }, text.as_bytes())
    };
    let glue = "Sentence1,sentence2,category\na,b,c\n";
    assert!(matches!(
        read(Task::Sequence, Format::Csv, &Columns::default(), glue.as_bytes()),
        Err(ReadError::MissingColumn { missing: "text", .. })
    ));
    let expected = Example::Sequence { text: "a".into(), pair: Some("b".into()), label: "c".into() };
    assert_eq!(read_as(&[], Format::Csv, glue).unwrap().examples[0].example, expected);
    let swapped = read_as(&[("text", "sentence2"), ("pair", "Sentence1")], Format::Csv, glue).unwrap();
    assert_eq!(swapped.examples[0].example, Example::Sequence { text: "b".into(), pair: Some("a".into()), label: "c".into() });
    let json = read_as(&[("label", "stars")], Format::JsonLines, r#"{"review": "a", "stars": 4, "label": "no"}"#).unwrap();
    assert_eq!(json.examples[0].example, Example::Sequence { text: "a".into(), pair: None, label: "4".into() });
    assert_eq!(
        read_as(&[("label", "gone")], Format::Csv, glue),
        Err(ReadError::MissingColumn { missing: "label", found: "Sentence1, sentence2, category".into(), expected: "text, label".into() })
    );
    assert_eq!(columns(Format::Csv, glue.as_bytes()).unwrap(), ["Sentence1", "sentence2", "category"]);
    assert_eq!(columns(Format::JsonLines, b"\n{\"b\": 1, \"a\": 2}").unwrap().len(), 2);
}

/// With a message of its own for each row, this file of two hundred kilobytes took a hundred thousand times that.
#[test]
fn a_message_quotes_no_more_than_a_few_words_of_a_file() {
    let names: Vec<String> = (0..10_000).map(|column| format!("c{column}")).collect();
    let text = format!("text,label,{}\n{}", names.join(","), "x\n".repeat(900));
    let found = sequences(Format::Csv, &text);
    assert_eq!(found.faults.len(), 900);
    assert!(found.faults.iter().all(|fault| fault.message.starts_with("found 1 columns, expected 10002 (text, label, c0,")));
    assert!(found.faults.iter().all(|fault| fault.message.chars().count() <= LONGEST_MESSAGE + 1));
    let word = "x".repeat(1_000_000);
    let told = faults(Task::Token, Format::Conll, &format!("{word}\n"));
    assert!(told[0].len() < 1000, "{}", told[0].len());
}

#[test]
fn a_file_of_nothing_but_faults_is_refused_with_the_first() {
    let error = read(Task::Sequence, Format::JsonLines, &Columns::default(), "x\n".repeat(MOST_FAULTS + 1).as_bytes()).unwrap_err();
    assert!(error.to_string().starts_with("more than 1000 rows cannot be used, the first because of this: line 1: expected"), "{error}");
}

/// Looking at every place, with the characters before it counted anew, took a minute for this row.
#[test]
fn an_answer_that_is_everywhere_in_its_context_is_found_at_once() {
    let row = |answer: &str, start: &str| {
        format!("{{\"context\":\"{}\",\"question\":\"?\",\"answer\":\"{answer}\"{start}}}", "é".repeat(400_000))
    };
    let told = faults(Task::Question, Format::JsonLines, &row("é", ""));
    assert_eq!(told, ["line 1: the answer \"é\" is in its context more than 5 times, at [0, 1, 2, 3, 4, …]: say which by start"]);
    let long = "é".repeat(200_000);
    assert_eq!(faults(Task::Question, Format::JsonLines, &row(&long, ",\"start\":200000")), Vec::<String>::new());
    assert!(faults(Task::Question, Format::JsonLines, &row(&long, ",\"start\":200001"))[0].contains("does not start at 200001"));
}
