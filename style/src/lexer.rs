//! As much of Rust's tokens as it takes to tell a string from a comment, a lifetime and a word.
//! Also compiled into the build script, so nothing but `std`.

/// One token of Rust source. Numbers are words; brackets and operators are single marks.
#[derive(Debug, PartialEq)]
pub enum Token<'a> {
    Text(&'a str),
    Word(&'a str),
    Mark(char),
}

/// The tokens of `source`, each with its line, counted from 1.
#[must_use]
pub fn tokens(source: &str) -> Vec<(usize, Token<'_>)> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut line = 1;
    while let Some(first) = rest.chars().next() {
        let (token, length) = next(rest, first);
        if let Some(token) = token {
            found.push((line, token));
        }
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// The token at the start of `rest`, if it is one, and how many bytes to go on by.
fn next(rest: &str, first: char) -> (Option<Token<'_>>, usize) {
    if rest.starts_with("//") {
        return (None, rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (None, rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    if let Some(opening) = raw_opening(rest) {
        let closing = format!("\"{}", "#".repeat(opening.hashes));
        let body = &rest[opening.length..];
        let end = body.find(&closing).unwrap_or(body.len());
        let whole = (opening.length + end + closing.len()).min(rest.len());
        return (Some(Token::Text(&body[..end])), whole);
    }
    match first {
        '"' => {
            let end = end_of_text(&rest[1..]);
            (Some(Token::Text(&rest[1..=end])), (end + 2).min(rest.len()))
        }
        '\'' => (None, length_of_char_or_lifetime(rest)),
        c if is_word(c) => {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            (Some(Token::Word(&rest[..end])), end)
        }
        c if c.is_whitespace() => (None, c.len_utf8()),
        c => (Some(Token::Mark(c)), c.len_utf8()),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

struct RawOpening {
    hashes: usize,
    length: usize,
}

/// `r"`, `r#"`, `br##"` and so on.
fn raw_opening(rest: &str) -> Option<RawOpening> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then(|| RawOpening {
        hashes,
        length: rest.len() - after.len() + hashes + 1,
    })
}

/// Where the text that has just been opened ends: the index of its closing quote.
fn end_of_text(body: &str) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        if c == '"' && !escaped {
            return at;
        }
        escaped = c == '\\' && !escaped;
    }
    body.len()
}

/// `'a'`, `'\n'` and `'\u{e9}'` are characters, `'a` alone is a lifetime.
fn length_of_char_or_lifetime(rest: &str) -> usize {
    let body = &rest[1..];
    let mut chars = body.char_indices();
    match chars.next() {
        Some((_, '\\')) => body[1..]
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '\'')
            .map_or(rest.len(), |(at, _)| at + 3),
        Some((_, c)) if body[c.len_utf8()..].starts_with('\'') => c.len_utf8() + 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        tokens(source)
            .into_iter()
            .filter_map(|(_, token)| match token {
                Token::Text(text) => Some(text),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn comments_characters_and_lifetimes_hold_no_texts() {
        let source = r##"
            // "no" don't
            /* "no" */
            fn f<'a>(x: &'a str) -> char { '"' }
            let y = ('\'', '\u{e9}', 'é', "yes", "");
            let z = r#"raw "yes""#; let w = "a \" b"; let road = "r";
        "##;
        assert_eq!(texts(source), ["yes", "", "raw \"yes\"", "a \\\" b", "r"]);
    }

    #[test]
    fn lines_are_counted_across_texts() {
        let found = tokens("\"a\nb\"\nword");
        assert_eq!(found[1], (3, Token::Word("word")));
    }
}
