//! How hard a text is to read.

/// The Flesch-Kincaid grade of English text. Source: Kincaid, Fishburne, Rogers and Chissom, "Derivation of New Readability
/// Formulas for Navy Enlisted Personnel" (1975).
#[expect(
    clippy::cast_precision_loss,
    reason = "a page has far fewer words than a number of this kind holds"
)]
pub(crate) fn grade(text: &str) -> f64 {
    let sentences = text
        .split(['.', '!', '?', ':', '\n'])
        .filter(|part| part.chars().any(char::is_alphabetic))
        .count()
        .max(1);
    let words: Vec<String> = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| word.chars().any(char::is_alphabetic))
        .map(str::to_lowercase)
        .collect();
    let syllables: usize = words.iter().map(|word| syllables_of(word)).sum();
    let words = words.len().max(1) as f64;
    0.39 * words / sentences as f64 + 11.8 * syllables as f64 / words - 15.59
}

/// Groups of vowels, less a silent e at the end; at least one.
fn syllables_of(word: &str) -> usize {
    let is_vowel = |letter: char| "aeiouy".contains(letter);
    let mut groups = 0;
    let mut before = false;
    for letter in word.chars() {
        let vowel = is_vowel(letter);
        if vowel && !before {
            groups += 1;
        }
        before = vowel;
    }
    let silent = word.ends_with('e') && !word.ends_with("le") && groups > 1;
    (groups - usize::from(silent)).max(1)
}
