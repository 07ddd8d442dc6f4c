//! The little that is read and rewritten of CSS: the classes a sheet defines, and minifying.
//! Also compiled into the build script, so nothing but `std`.

use std::collections::BTreeSet;

/// The class names that stand in the selectors of `css`.
#[must_use]
pub fn defined_classes(css: &str) -> BTreeSet<String> {
    let css = minify(css);
    let mut found = BTreeSet::new();
    let mut prelude_start = 0;
    for (at, c) in css.char_indices() {
        match c {
            '{' => found.extend(classes_of_selector(&css[prelude_start..at])),
            '}' | ';' => {}
            _ => continue,
        }
        prelude_start = at + 1;
    }
    found
}

/// The names after each dot; a number such as `0.5` has a digit there and is none.
fn classes_of_selector(selector: &str) -> impl Iterator<Item = String> + '_ {
    selector.split('.').skip(1).filter_map(|rest| {
        let end = rest
            .find(|c: char| !c.is_alphanumeric() && c != '-' && c != '_')
            .unwrap_or(rest.len());
        let name = &rest[..end];
        let starts_a_name = !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit());
        starts_a_name.then(|| name.to_owned())
    })
}

/// Drops comments and the white space that no rule needs. Strings stay as they are.
#[must_use]
pub fn minify(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut chars = css.chars().peekable();
    let mut space = false;
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'*') => {
                skip_comment(&mut chars);
                space = true;
            }
            c if c.is_whitespace() => space = true,
            c => {
                let tight = |c: char| matches!(c, '{' | '}' | ';' | ',');
                let after_tight = out.chars().next_back().is_none_or(tight);
                if space && !after_tight && !tight(c) {
                    out.push(' ');
                }
                space = false;
                if c == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(c);
                if c == '"' || c == '\'' {
                    copy_string(c, &mut chars, &mut out);
                }
            }
        }
    }
    out
}

fn skip_comment(chars: &mut impl Iterator<Item = char>) {
    let mut last = ' ';
    // The star that opens the comment does not close it.
    for c in chars.skip(1) {
        if last == '*' && c == '/' {
            return;
        }
        last = c;
    }
}

fn copy_string(quote: char, chars: &mut impl Iterator<Item = char>, out: &mut String) {
    let mut escaped = false;
    for c in chars {
        out.push(c);
        if c == quote && !escaped {
            return;
        }
        escaped = c == '\\' && !escaped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minifying_keeps_what_a_rule_means() {
        let css = "/* a */\n.a > .b:is( .c , .d ) {\n  margin : 0 calc(1px - 2px);\n  content: \" ; /* */ \";\n}\n@media (width >= 640px) { .e { color: red; } }";
        assert_eq!(
            minify(css),
            ".a > .b:is( .c,.d ){margin : 0 calc(1px - 2px);content: \" ; /* */ \"}@media (width >= 640px){.e{color: red}}"
        );
    }

    #[test]
    fn classes_are_found_in_selectors_only() {
        let css = "@media (max-width: 10.5em) { .a .b-c:not(.d)::before { content: \".no\"; transition: .2s url(x.no); } } .e{}";
        let classes: Vec<String> = defined_classes(css).into_iter().collect();
        assert_eq!(classes, ["a", "b-c", "d", "e"]);
    }
}
