#include "app/cli/identifiers.h"
#include "app/cli/iso_time.h"
#include "app/cli/json_line.h"
#include "app/cli/session.h"
#include "app/cli/utf8.h"
#include "app/cli/verbs.h"

#include <algorithm>

namespace sotto::cli {

using core::ProblemKind;
using crypto::Unexpected;
using storage::Contact;
using storage::ContactStanding;

namespace {

constexpr std::size_t kSafetyGroup = 5;

/// Stable names for programs.
std::string_view nameOf(ContactStanding standing)
{
    switch (standing) {
    case ContactStanding::Asked:
        return "asked";
    case ContactStanding::Asking:
        return "asking";
    case ContactStanding::Contact:
        return "contact";
    case ContactStanding::Blocked:
        return "blocked";
    case ContactStanding::Gone:
    case ContactStanding::Self: // in no list
        break;
    }
    return "gone";
}

std::string_view nameOf(storage::SendingHold hold)
{
    switch (hold) {
    case storage::SendingHold::None:
        return "none";
    case storage::SendingHold::Unvouched:
        return "unvouched-device";
    case storage::SendingHold::Forked:
        return "forked-log";
    case storage::SendingHold::NumberChanged:
        return "number-changed";
    case storage::SendingHold::AccountDeleted:
        return "account-deleted";
    case storage::SendingHold::ByPerson:
        break;
    }
    return "paused";
}

std::string contactLine(const Session& session, const Contact& contact)
{
    if (session.output().isJson()) {
        JsonLine out;
        out.text("id", idOf(contact.account))
            .text("name", contact.name)
            .text("nickname", contact.nickname)
            .text("standing", nameOf(contact.standing))
            .boolean("verified", contact.verified)
            .text("hold", nameOf(contact.hold));
        return out.line();
    }
    std::string out = idOf(contact.account) + "  " + nameForTerminal(contact.shownName());
    if (contact.standing != ContactStanding::Contact) {
        out += " (" + std::string(nameOf(contact.standing)) + ")";
    }
    return out + (contact.verified ? " (verified)\n" : "\n");
}

Outcome printContacts(Session& session, const std::function<bool(const Contact&)>& wanted)
{
    std::string lines;
    for (const Contact& contact : storage::ContactStore(session.database()).all()) {
        if (wanted(contact)) {
            lines += contactLine(session, contact);
        }
    }
    return session.output().print(lines);
}

bool awaitsAnswer(Session& session)
{
    const auto contacts = storage::ContactStore(session.database()).all();
    return std::ranges::any_of(contacts, [](const Contact& contact) {
        return contact.standing == ContactStanding::Asked;
    });
}

std::string grouped(std::string_view digits)
{
    std::string out;
    for (std::size_t i = 0; i < digits.size(); i += kSafetyGroup) {
        out += (i == 0 ? "" : " ") + std::string(digits.substr(i, kSafetyGroup));
    }
    return out;
}

} // namespace

Outcome runInvite(Session& session, const Invocation& invocation)
{
    core::InviteTerms terms;
    terms.uses = static_cast<std::uint32_t>(invocation.number("uses").value_or(terms.uses));
    if (const auto seconds = invocation.number("expires")) {
        terms.lifetimeMs = *seconds * 1000;
    }
    session.start();
    const auto before = session.client().invites();
    // It may be called long after this.
    const auto problem = std::make_shared<core::Problem>();
    session.client().createInvite(
        terms, [problem](const auto& done) { *problem = done ? core::Problem{} : done.error(); });
    const auto isNew = [&](const core::OpenInvite& invite) {
        return std::ranges::none_of(
            before, [&](const core::OpenInvite& old) { return old.id == invite.id; });
    };
    const auto invites = session.client().invites();
    const auto made = std::ranges::find_if(invites, isNew);
    if (made == invites.end()) {
        return Unexpected(refusalOf(*problem));
    }
    SOTTO_CHECK(session.output().print(session.output().isJson()
                                           ? JsonLine()
                                                 .text("link", made->link)
                                                 .number("uses", made->usesLeft)
                                                 .text("expiresAt", isoTime(made->expires))
                                                 .line()
                                           : made->link + "\n"));
    const auto settled = session.settle();
    for (const core::OpenInvite& invite : session.client().invites()) {
        if (invite.id == made->id && !invite.published) {
            Refusal refusal = settled ? session.unreachable() : settled.error();
            refusal.reason += " The link works once a later call has reached it.";
            return Unexpected(std::move(refusal));
        }
    }
    return {};
}

Outcome runAccept(Session& session, const Invocation& invocation)
{
    session.start();
    SOTTO_TRY(conversation, session.await<storage::RowId>([&](core::Done<storage::RowId> done) {
        session.client().openInvite(invocation.operands[0], std::move(done));
    }));
    const auto settled = session.settle();
    const auto opened = storage::ConversationStore(session.database()).find(conversation);
    const auto contact =
        storage::ContactStore(session.database()).find(opened ? opened->contact : storage::kNoRow);
    if (contact) {
        SOTTO_CHECK(session.output().print(contactLine(session, *contact)));
    }
    return settled;
}

Outcome runRequests(Session& session, const Invocation&)
{
    const auto settled = session.settle();
    SOTTO_CHECK(printContacts(session, [](const Contact& contact) {
        return contact.standing == ContactStanding::Asking;
    }));
    return settled;
}

Outcome runApprove(Session& session, const Invocation& invocation)
{
    auto contact = session.contact(invocation.operands[0]);
    if (!contact && contact.error().name == core::nameOf(ProblemKind::NoSuchContact)) {
        // The request may still be at the relay.
        SOTTO_CHECK(session.settle());
        contact = session.contact(invocation.operands[0]);
    }
    if (!contact) {
        return Unexpected(contact.error());
    }
    if (contact->standing != ContactStanding::Contact) {
        const auto accepted = session.client().accept(contact->id);
        if (!accepted) {
            return Unexpected(refusalOf(accepted.error()));
        }
    }
    const auto settled = session.settle();
    if (const auto now = storage::ContactStore(session.database()).find(contact->id)) {
        SOTTO_CHECK(session.output().print(contactLine(session, *now)));
    }
    return settled;
}

Outcome runContacts(Session& session, const Invocation&)
{
    // An answer that is awaited brings a name and a standing. Without the relay, the list is what
    // is known here.
    if (awaitsAnswer(session)) {
        const auto settled = session.settle();
        if (!settled && settled.error().status != ExitStatus::Unreachable) {
            return Unexpected(settled.error());
        }
    }
    return printContacts(session, [](const Contact& contact) {
        return contact.standing != ContactStanding::Gone &&
               contact.standing != ContactStanding::Asking;
    });
}

Outcome runSafetyNumber(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(contact, session.contact(invocation.operands[0]));
    const std::string digits = session.client().safetyNumber(contact.id);
    return session.output().print(session.output().isJson()
                                      ? JsonLine().text("digits", digits).line()
                                      : grouped(digits) + "\n");
}

namespace {

Outcome settleWith(Session& session, storage::RowId contact)
{
    const auto settled = session.settle();
    if (const auto now = storage::ContactStore(session.database()).find(contact)) {
        SOTTO_CHECK(session.output().print(contactLine(session, *now)));
    }
    return settled;
}

} // namespace

Outcome runBlock(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(contact, session.contact(invocation.operands[0]));
    if (contact.standing != ContactStanding::Blocked) {
        const auto blocked = session.client().block(contact.id);
        if (!blocked) {
            return Unexpected(refusalOf(blocked.error()));
        }
    }
    return settleWith(session, contact.id);
}

Outcome runUnblock(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(contact, session.contact(invocation.operands[0]));
    const auto unblocked = session.client().unblock(contact.id);
    if (!unblocked) {
        return Unexpected(refusalOf(unblocked.error()));
    }
    return settleWith(session, contact.id);
}

} // namespace sotto::cli
