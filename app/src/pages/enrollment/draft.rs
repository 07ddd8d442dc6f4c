//! The settings while they are edited in a living page: one signal, and what follows from it.

use std::collections::BTreeMap;

use domain::Invalid;
use domain::directory::GroupChoice;
use domain::effect::{Effect as Change, EffectList, ScopeKind};
use domain::enrollment::form::{SettingsForm, version_from_pairs};
use domain::enrollment::settings_to_query;
use domain::id::GroupId;
use domain::saved_settings::SavedSettings;
use leptos::prelude::*;

use super::api::{ShownSettings, preview_enrollment_effect};
use super::unsaved::Unsaved;
use crate::error::AppError;
use crate::pages::shared::address::read_pairs;
use crate::paths;

/// The form, what holds, and what saving would change. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    /// What holds.
    pub saved: RwSignal<SavedSettings>,
    /// The version that the edits were made from.
    pub version: RwSignal<i64>,
    /// The edits.
    pub form: RwSignal<SettingsForm>,
    /// What of the address could not be read.
    pub unread: RwSignal<Vec<Invalid>>,
    /// What saving the edits would change: the last count that came.
    pub effect: Memo<Change>,
    /// Counts the effect of the edits; its argument is their query.
    pub count: Action<String, Result<Change, AppError>>,
    /// Whether refused fields are shown: after the form was sent once.
    pub tried: RwSignal<bool>,
    /// How often a save was held back because a field is refused.
    pub refusals: RwSignal<u32>,
    /// What was last sent to be saved.
    pub sent: StoredValue<String>,
    /// Groups that were picked here; the others are in the effect.
    picked: RwSignal<BTreeMap<GroupId, GroupChoice>>,
    public_address: StoredValue<String>,
}

impl Draft {
    /// The edits of an address over what holds.
    pub fn new(shown: ShownSettings) -> Self {
        let ShownSettings {
            search,
            saved,
            public_address,
            effect,
            ..
        } = shown;
        let pairs = read_pairs(&search);
        let (form, mut unread) =
            SettingsForm::read(&saved.settings, &public_address, pairs.clone());
        let version = version_from_pairs(pairs).unwrap_or_else(|invalid| {
            unread.push(invalid);
            None
        });
        let version = version.unwrap_or(saved.version);
        let count = Action::new(|query: &String| preview_enrollment_effect(query.clone()));
        let effect = Memo::new(move |last: Option<&Change>| match count.value().get() {
            Some(Ok(counted)) => counted,
            _ => last.unwrap_or(&effect).clone(),
        });
        Self {
            saved: RwSignal::new(saved),
            version: RwSignal::new(version),
            form: RwSignal::new(form),
            unread: RwSignal::new(unread),
            effect,
            count,
            tried: RwSignal::new(!search.is_empty()),
            refusals: RwSignal::new(0),
            sent: StoredValue::default(),
            picked: RwSignal::default(),
            public_address: StoredValue::new(public_address),
        }
    }

    /// What differs from what holds.
    pub fn unsaved(self) -> Unsaved {
        let saved = self.saved.with(|saved| SettingsForm::from(&saved.settings));
        self.form.with(|form| Unsaved::between(&saved, form))
    }

    /// Whether anything differs from what holds.
    pub fn is_unsaved(self) -> bool {
        self.unsaved().total() > 0
    }

    /// Each refused field.
    pub fn refused(self) -> Vec<Invalid> {
        self.form
            .with(SettingsForm::check)
            .err()
            .unwrap_or_default()
    }

    /// The edits as the query of an address, as typed.
    pub fn query(self) -> String {
        self.form.with(SettingsForm::to_query)
    }

    /// The edits as the end of an address that leads elsewhere, with the version they were made from: `&mdm_scope=…`, or
    /// nothing where nothing is edited. Addresses that would be refused are as they are saved.
    fn passed_on(self) -> String {
        if !self.is_unsaved() {
            return String::new();
        }
        let settings = self.form.with(|form| {
            self.saved.with(|saved| {
                form.check()
                    .unwrap_or_else(|_| form.with_addresses_of(&saved.settings))
            })
        });
        format!(
            "&{}&version={}",
            settings_to_query(&settings),
            self.version.get()
        )
    }

    /// Whether a link that passes the edits on passes on all of them: the others ask before they are followed.
    pub fn carries_all(self) -> bool {
        self.refused().is_empty()
    }

    /// All that the effect depends on, as the query of an address.
    pub fn counted_query(self) -> String {
        let settings = self.form.with(|form| {
            self.saved
                .with(|saved| form.with_addresses_of(&saved.settings))
        });
        settings_to_query(&settings)
    }

    /// This page with the edits and the version they were made from.
    pub fn address(self) -> String {
        match self.is_unsaved() {
            true => format!(
                "{}?{}&version={}",
                paths::automatic_enrollment(),
                self.query(),
                self.version.get()
            ),
            false => paths::automatic_enrollment().to_owned(),
        }
    }

    /// This page with the edits made from the version that holds now.
    pub fn address_on_top(self) -> String {
        let version = self.saved.with(|saved| saved.version);
        format!(
            "{}?{}&version={version}",
            paths::automatic_enrollment(),
            self.query()
        )
    }

    /// Keeps the edits although somebody saved in between.
    pub fn take_up(self) {
        self.version
            .set(self.saved.with_untracked(|saved| saved.version));
    }

    /// The users behind a number of the effect, under the edits.
    pub fn list_href(self, list: EffectList) -> String {
        format!(
            "{}?list={}{}",
            paths::enrollment_effect(),
            list.as_str(),
            self.passed_on()
        )
    }

    /// Asking about the edits.
    pub fn what_if_href(self) -> String {
        match self.passed_on().strip_prefix('&') {
            Some(edits) => format!("{}?{edits}", paths::what_if()),
            None => paths::what_if().to_owned(),
        }
    }

    /// Whether nothing in the form is refused; from now on refusals are shown.
    pub fn may_be_sent(self) -> bool {
        self.tried.set(true);
        let refused = !untrack(move || self.refused()).is_empty();
        if refused {
            self.refusals.update(|refusals| *refusals += 1);
        }
        !refused
    }

    /// Puts back what holds.
    pub fn discard(self) {
        self.form.set(
            self.saved
                .with_untracked(|saved| SettingsForm::from(&saved.settings)),
        );
        self.version
            .set(self.saved.with_untracked(|saved| saved.version));
        self.unread.set(Vec::new());
        self.tried.set(false);
    }

    /// What was sent, as [`Self::query`] wrote it, holds now. What was edited since then stays an edit.
    pub fn accept(self, saved: SavedSettings, sent: &str) {
        let version = saved.version;
        self.saved.set(saved);
        self.version.set(version);
        if untrack(move || self.query()) == sent {
            self.discard();
        }
        self.count.dispatch(untrack(move || self.counted_query()));
    }

    /// Puts the default addresses of the chosen service back.
    pub fn restore_defaults(self, kind: ScopeKind) {
        self.form.update(|form| {
            self.public_address
                .with_value(|address| form.restore_defaults(kind, address));
        });
    }

    /// The default addresses of the chosen service.
    pub fn default_urls(self, kind: ScopeKind) -> domain::enrollment::form::TypedUrls {
        self.form.with(|form| {
            self.public_address
                .with_value(|address| form.default_urls(kind, address))
        })
    }

    /// Where this server is reached.
    pub fn public_address(self) -> String {
        self.public_address.get_value()
    }

    /// Lists a group that was picked.
    pub fn pick(self, kind: ScopeKind, group: GroupChoice) {
        let id = group.id;
        self.picked.update(|picked| drop(picked.insert(id, group)));
        self.form.update(|form| form.scope_mut(kind).add(id));
    }

    /// The name of a group and whom it reaches: no name where the directory has it no more.
    pub fn group(self, id: GroupId) -> (Option<String>, i64, i64) {
        let known = self.effect.with(|effect| {
            let group = effect.groups.iter().find(|group| group.id == id)?;
            Some((group.name.clone(), group.users, group.devices))
        });
        known.unwrap_or_else(|| {
            self.picked.with(|picked| {
                picked.get(&id).map_or((None, 0, 0), |group| {
                    (
                        Some(group.name.clone()),
                        group.user_count,
                        group.device_count,
                    )
                })
            })
        })
    }
}
