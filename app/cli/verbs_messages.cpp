#include "app/cli/bounded_read.h"
#include "app/cli/identifiers.h"
#include "app/cli/message_line.h"
#include "app/cli/verbs.h"

#include <unistd.h>

namespace sotto::cli {

using core::ProblemKind;
using crypto::Result;
using crypto::Unexpected;
using storage::ContactStanding;
using storage::MessageState;

namespace {

/// For a program that is slow to write; nobody is waited for longer.
constexpr int kStdinPatienceMs = 60'000;
constexpr std::int64_t kHistoryDefault = 50;

Result<std::string, Refusal> textOf(const std::string& operand)
{
    if (operand != "-") {
        return operand;
    }
    auto text = readAll(STDIN_FILENO, core::kTextBytesMax + 2, kStdinPatienceMs);
    if (!text) {
        return Unexpected(text.error() == ReadError::TooLong
                              ? refusalOf({ProblemKind::TextTooLong, {}})
                              : Refusal{ExitStatus::Refused, "input-missing",
                                        "There was nothing to read from standard input."});
    }
    dropLineEnd(*text);
    return std::string(text->view().begin(), text->view().end());
}

/// The conversation with CONTACT: an id or name, or one's own id for notes.
Result<storage::RowId, Refusal> conversationOf(Session& session, std::string_view text)
{
    if (text == idOf(session.client().account().id)) {
        return session.client().conversationWith(storage::kNoRow);
    }
    SOTTO_TRY(contact, session.contact(text));
    if (contact.standing == ContactStanding::Asked) {
        // They may have answered in the meantime.
        const auto settled = session.settle();
        if (!settled && settled.error().status != ExitStatus::Unreachable) {
            return Unexpected(settled.error());
        }
    }
    return session.client().conversationWith(contact.id);
}

} // namespace

Outcome runSend(Session& session, const Invocation& invocation)
{
    // What is read is read before anything else: a program that writes into a pipe is not kept.
    SOTTO_TRY(text, textOf(invocation.operands[1]));
    SOTTO_TRY(conversation, conversationOf(session, invocation.operands[0]));
    const auto sent = session.client().send(conversation, {text, storage::kNoRow});
    if (!sent) {
        return Unexpected(refusalOf(sent.error()));
    }
    const auto settled = session.settle();
    const auto message = storage::MessageStore(session.database()).find(*sent);
    if (!message) {
        return Unexpected(refusalOf({ProblemKind::NoSuchMessage, {}}));
    }
    SOTTO_CHECK(session.output().print(MessageLines(session).line(*message)));
    if (message->state == MessageState::Failed) {
        return Unexpected(Refusal{ExitStatus::Refused, "not-sent",
                                  "The message was not taken, and is not sent again by itself."});
    }
    if (message->state == MessageState::Waiting) {
        Refusal refusal = settled ? session.unreachable() : settled.error();
        refusal.reason += " The message is kept and leaves with the next call.";
        return Unexpected(std::move(refusal));
    }
    return {};
}

Outcome runHistory(Session& session, const Invocation& invocation)
{
    storage::RowId conversation = storage::kNoRow;
    if (invocation.operands[0] == idOf(session.client().account().id)) {
        conversation = session.client().conversationWith(storage::kNoRow);
    } else {
        SOTTO_TRY(contact, session.contact(invocation.operands[0]));
        const auto found = storage::ConversationStore(session.database()).findByContact(contact.id);
        conversation = found ? found->id : storage::kNoRow;
    }
    const auto limit = invocation.number("limit").value_or(kHistoryDefault);
    MessageLines lines(session);
    std::string out;
    for (const storage::Message& message :
         storage::MessageStore(session.database())
             .newest(conversation, static_cast<std::size_t>(limit))) {
        out += lines.line(message);
    }
    return session.output().print(out);
}

} // namespace sotto::cli
