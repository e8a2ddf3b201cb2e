//! Changes to a JSON document, written as lines: `/a/0/b VALUE` sets a value, `/a/0/b -` removes it, `#17 VALUE` sets the eighteenth value of
//! the document. So an input stays meaningful when the format of the document changes.

use serde_json::Value;

/// Entries of a long list that `#` counts: each kind of value is among them.
const COUNTED: usize = 24;

pub fn apply(document: &mut Value, lines: &str) {
    for line in lines.lines() {
        let (place, text) = line.split_once(' ').unwrap_or((line, "null"));
        let path = match place.strip_prefix('#').and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => {
                let mut paths = vec![];
                pointers(document, "", &mut paths);
                paths[number % paths.len()].clone()
            }
            None => place.to_owned(),
        };
        set(document, &path, (text != "-").then(|| serde_json::from_str(text).unwrap_or_else(|_| text.into())));
    }
}

/// A member that is not there is added, an entry of a list is not.
fn set(document: &mut Value, path: &str, value: Option<Value>) {
    if let Some(found) = document.pointer_mut(path)
        && let Some(value) = &value
    {
        *found = value.clone();
        return;
    }
    let Some((parent, key)) = path.rsplit_once('/') else { return };
    let key = key.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent), value) {
        (Some(Value::Object(members)), Some(value)) => drop(members.insert(key, value)),
        (Some(Value::Object(members)), None) => drop(members.remove(&key)),
        (Some(Value::Array(list)), None) => {
            if let Some(index) = key.parse::<usize>().ok().filter(|index| *index < list.len()) {
                list.remove(index);
            }
        }
        _ => {}
    }
}

fn pointers(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    let children: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, child)| (key.replace('~', "~0").replace('/', "~1"), child)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(index, child)| (index.to_string(), child)).collect(),
        _ => return,
    };
    for (key, child) in children.into_iter().take(COUNTED) {
        pointers(child, &format!("{path}/{key}"), found);
    }
}
