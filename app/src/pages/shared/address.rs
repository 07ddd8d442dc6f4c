//! The question in an address, as pairs.

use leptos::prelude::*;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_router::hooks::use_location;

use crate::error::AppError;

/// What stands after the question mark while the address is that of the page that asks. On the way to another page the
/// last one stays: the next page's question is none of this one's business.
pub fn use_own_search() -> Memo<String> {
    search_while(|path| path)
}

/// As [`use_own_search`], on a page whose address ends with an id: another id of the same kind is the same page.
pub fn use_own_search_with_id() -> Memo<String> {
    search_while(|path| path.rsplit_once('/').map_or(path, |(folder, _)| folder))
}

/// The search while `part` of the path is what it was at the start.
fn search_while(part: fn(&str) -> &str) -> Memo<String> {
    let location = use_location();
    let here = location
        .pathname
        .with_untracked(|path| part(path).to_owned());
    Memo::new(move |last: Option<&String>| {
        let is_here = location.pathname.with(|path| part(path) == here);
        match last {
            Some(last) if !is_here => last.clone(),
            _ => location.search.get(),
        }
    })
}

/// The pairs after the question mark, in their order, decoded as forms encode them.
///
/// Not the router's map: that one decodes twice, so a name with `%41` in it could never be looked for.
pub fn read_pairs(search: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(search.as_bytes())
        .into_owned()
        // A live form sends its nameless button along; what begins with "__" belongs to the framework.
        .filter(|(key, value)| !(key.starts_with("__") || key.is_empty() && value.is_empty()))
        .collect()
}

/// What went wrong with a form that was posted without scripts: the way back to its page carries it.
pub fn read_form_error(search: &str) -> Option<AppError> {
    form_urlencoded::parse(search.as_bytes())
        .find(|(key, _)| key == "__err")
        .map(|(_, error)| ServerFnUrlError::<AppError>::decode_err(&error))
}

/// The value of `key`, without spaces around it; empty where it is not given.
pub fn read_value(search: &str, key: &str) -> String {
    let pairs = read_pairs(search);
    pairs
        .into_iter()
        .find(|(found, _)| found == key)
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}

/// `path?key=value`, encoded.
pub fn with_value(path: &str, key: &str, value: &str) -> String {
    let pair = form_urlencoded::Serializer::new(String::new())
        .append_pair(key, value)
        .finish();
    format!("{path}?{pair}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_as_it_was() {
        for typed in [
            "FH-LT-0412",
            "a b",
            "100%",
            "%41",
            "a&b=c",
            "Zoë",
            "<script>",
        ] {
            let href = with_value("/search", "q", typed);
            assert_eq!(
                read_value(href.strip_prefix("/search?").unwrap(), "q"),
                typed
            );
        }
    }

    #[test]
    fn a_button_without_a_name_asks_for_nothing() {
        assert_eq!(read_pairs("q=a&="), [("q".to_owned(), "a".to_owned())]);
        assert_eq!(
            read_pairs("__path=x&__err=y&q=a"),
            [("q".to_owned(), "a".to_owned())]
        );
    }

    #[test]
    fn a_key_may_come_more_than_once() {
        let pairs = read_pairs("os=Windows+11&os=macOS");
        assert_eq!(
            pairs
                .iter()
                .map(|(_, value)| value.as_str())
                .collect::<Vec<_>>(),
            ["Windows 11", "macOS"]
        );
    }
}
