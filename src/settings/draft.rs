//! Settings in a form before a run starts with them: reports all their errors at once.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::change::SHARES;
use super::{SettingError, SettingSpec, Settings, nested};

/// The result of checking a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Tsify)]
pub struct DraftCheck {
    pub errors: Vec<SettingError>,
    /// The sum of the three masking shares. Null if one of them is invalid.
    pub shares_sum: Option<f64>,
}

/// Checks names and values as text, as changes to the current settings.
///
/// A relation between settings is checked only if each of them is valid, so that one mistake gives one message.
pub fn check_draft(current: &Settings, draft: &[(String, String)]) -> DraftCheck {
    let (mut usable, mut errors) = (vec![], vec![]);
    for (name, text) in draft {
        match SettingSpec::named(name).and_then(|spec| Ok((spec, spec.parse(text)?))) {
            Ok(value) => usable.push(value),
            Err(error) => errors.push(error),
        }
    }
    let settings = match current.laid_over(&nested(&usable)) {
        Ok(settings) => settings,
        Err(error) => return DraftCheck { errors: vec![error], shares_sum: None },
    };
    let wrong = |name: &str, errors: &[SettingError]| errors.iter().any(|error| error.setting == name);
    let shares_sum = (!SHARES.iter().any(|share| wrong(share, &errors))).then(|| settings.masking.shares().iter().sum());
    for relation in settings.broken_relations() {
        if !relation.between.iter().any(|name| wrong(name, &errors)) {
            errors.push(relation.error);
        }
    }
    DraftCheck { errors, shares_sum }
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::*;

    fn check(draft: &[(&str, &str)]) -> DraftCheck {
        let draft: Vec<_> = draft.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        check_draft(&Settings::default(), &draft)
    }

    fn problems(draft: &[(&str, &str)]) -> Vec<(String, Problem)> {
        check(draft).errors.into_iter().map(|error| (error.setting, error.problem)).collect()
    }

    #[test]
    fn a_draft_hears_of_all_its_mistakes_at_once() {
        let found = problems(&[("layers", "13"), ("steps", ""), ("seed", "1.5"), ("heads", "5"), ("corpus", "text")]);
        let expected = [
            ("layers", Problem::OutOfRange { minimum: 1.0, maximum: 12.0 }),
            ("steps", Problem::NotANumber),
            ("seed", Problem::NotWhole),
            ("heads", Problem::HeadsDoNotDivide { hidden_size: 128, heads: 5 }),
            ("text", Problem::NoText),
        ];
        assert_eq!(found, expected.map(|(name, problem)| (name.to_owned(), problem)));
    }

    #[test]
    fn a_relation_waits_until_its_members_are_values() {
        assert_eq!(problems(&[("hidden_size", "x"), ("heads", "5")]).len(), 1);
        assert_eq!(problems(&[("masking.mask", "101")]).len(), 1);
        assert_eq!(check(&[("masking.mask", "101")]).shares_sum, None);
        assert_eq!(check(&[("masking.mask", "70")]).shares_sum, Some(90.0));
        assert_eq!(problems(&[("masking.mask", "70")]), [("masking".to_owned(), Problem::SharesDoNotSum { sum: 90.0 })]);
    }

    #[test]
    fn what_the_draft_says_nothing_of_stays_as_it_is() {
        let whole = DraftCheck { errors: vec![], shares_sum: Some(100.0) };
        assert_eq!(check(&[]), whole);
        assert_eq!(check(&[("masking.mask", "70"), ("masking.keep", "20"), ("hidden_size", "64"), ("heads", "8")]), whole);
    }

    #[test]
    fn a_name_that_is_no_setting_is_named() {
        assert_eq!(problems(&[("colour", "red")]), [("colour".to_owned(), Problem::NotOffered)]);
    }

    /// Every draft that passes is accepted as settings.
    #[test]
    fn a_draft_without_a_mistake_can_be_started() {
        for draft in [[("heads", "8"), ("hidden_size", "64")], [("heads", "3"), ("hidden_size", "128")], [("mask", "90"), ("keep", "0")]] {
            let owned: Vec<_> = draft.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
            let values: Vec<_> =
                draft.iter().map(|(name, text)| SettingSpec::named(name).map(|spec| (spec, spec.parse(text).unwrap())).unwrap()).collect();
            let started = Settings::default().changed(&nested(&values));
            assert_eq!(check_draft(&Settings::default(), &owned).errors.is_empty(), started.is_ok(), "{draft:?}");
        }
    }
}
