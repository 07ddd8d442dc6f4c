//! The question in an address, as pairs.

/// The pairs after the question mark, in their order, decoded as forms encode them.
///
/// Not the router's map: that one decodes twice, so a name with `%41` in it could never be looked for.
pub fn read_pairs(search: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(search.as_bytes())
        .into_owned()
        .collect()
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
