//! The settings of a provider. A plain form: what was typed comes back in the address when it is refused, the secret
//! never.

use domain::provider::ProviderForm;
use leptos::prelude::*;

use crate::pages::shared::address::read_pairs;
use crate::ui::{Button, ButtonKind, Choice, ChoiceKind, InputKind, Notice, TextInput, Tone};

/// What stands in the fields, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    form: ProviderForm,
    field: String,
    problem: String,
}

impl Typed {
    /// The fields as `saved`, or as they were typed when the address says that they were refused.
    pub fn read(search: &str, saved: ProviderForm) -> Self {
        let pairs = read_pairs(search);
        let value = |key: &str| {
            pairs
                .iter()
                .find(|(found, _)| found == key)
                .map(|(_, value)| value.clone())
        };
        let field = value("field").unwrap_or_default();
        let problem = value("problem").unwrap_or_default();
        let text = |key: &str, saved: String| value(key).unwrap_or(saved);
        let form = if value("issuer").is_none() {
            saved
        } else {
            ProviderForm {
                name: text("name", saved.name),
                issuer: text("issuer", saved.issuer),
                client_id: text("client_id", saved.client_id),
                client_secret: String::new(),
                scopes: text("scopes", saved.scopes),
                upn_claim: text("upn_claim", saved.upn_claim),
                groups_claim: text("groups_claim", saved.groups_claim),
                roles_claim: text("roles_claim", saved.roles_claim),
                trusts_upn: value("trusts_upn").is_some(),
                is_enabled: value("is_enabled").is_some(),
            }
        };
        Self {
            form,
            field,
            problem,
        }
    }
}

/// The form; it is posted to `action`.
#[component]
pub fn ProviderFields(
    typed: Typed,
    action: String,
    /// Whether a secret is kept already.
    has_secret: bool,
    /// What the button says.
    verb: &'static str,
) -> impl IntoView {
    let Typed {
        form,
        field,
        problem,
    } = typed;
    let error = |name: &str| (field == name && !problem.is_empty()).then(|| sentence(&problem));
    let other_problem = (field.is_empty() && !problem.is_empty()).then(|| problem.clone());
    let secret_help = if has_secret {
        "One is kept, encrypted. Type here only to replace it. Another address or client id needs it typed again."
    } else {
        "Kept encrypted and never shown again. Leave it blank for a public client."
    };
    view! {
        <form class="stack wider" method="post" action=action>
            {other_problem.map(|problem| view! { <Notice tone=Tone::Danger><p>{problem}</p></Notice> })}
            <TextInput
                id="name"
                label="Name"
                value=form.name
                help="The button on the sign-in page says: Continue with this name."
                error=error("name")
                autocomplete="off"
                required=true
                max_length=60
            />
            <TextInput
                id="issuer"
                label="Address (issuer)"
                kind=InputKind::Url
                value=form.issuer
                placeholder="https://login.microsoftonline.com/TENANT-ID/v2.0"
                help="Exactly as the provider writes it. Muster reads everything else from there."
                error=error("issuer")
                autocomplete="off"
                required=true
                mono=true
            />
            <TextInput
                id="client_id"
                label="Client id"
                value=form.client_id
                help="Under which the provider knows Muster. Entra calls it application id."
                error=error("client_id")
                autocomplete="off"
                required=true
                mono=true
            />
            <TextInput
                id="client_secret"
                label="Client secret"
                kind=InputKind::Password
                help=secret_help
                error=error("client_secret")
                autocomplete="new-password"
                optional=true
            />
            <fieldset class="stack">
                <legend><h2>"Who a person is"</h2></legend>
                <p class="small muted">
                    "An account is found by the provider's own id for the person, never by a mail address. Its user in the directory is found once, by the object id that Entra sends."
                </p>
                <Choice
                    kind=ChoiceKind::Checkbox
                    name="trusts_upn"
                    value="true"
                    label="Find the user by user principal name too"
                    help="Only for a provider in which nobody can choose that name: whoever can becomes that user."
                    checked=form.trusts_upn
                />
                <TextInput
                    id="upn_claim"
                    label="Claim with the user principal name"
                    value=form.upn_claim
                    placeholder="upn, then preferred_username"
                    error=error("upn_claim")
                    autocomplete="off"
                    optional=true
                    mono=true
                />
                <TextInput id="groups_claim" label="Claim with groups" value=form.groups_claim error=error("groups_claim") autocomplete="off" optional=true mono=true />
                <TextInput id="roles_claim" label="Claim with roles" value=form.roles_claim help="Entra's own directory roles (wids) are read anyway." error=error("roles_claim") autocomplete="off" optional=true mono=true />
                <TextInput id="scopes" label="Scopes" value=form.scopes help="Asked for beside openid." error=error("scopes") autocomplete="off" optional=true mono=true />
            </fieldset>
            <Choice
                kind=ChoiceKind::Checkbox
                name="is_enabled"
                value="true"
                label="People may sign in with it"
                help="Switching it off signs out whoever came in by it."
                checked=form.is_enabled
            />
            <div class="row">
                <Button kind=ButtonKind::Primary>{verb}</Button>
            </div>
        </form>
    }
}

/// The problem with a capital at its beginning and a full stop at its end.
fn sentence(problem: &str) -> String {
    let mut letters = problem.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", letters.as_str())
}
