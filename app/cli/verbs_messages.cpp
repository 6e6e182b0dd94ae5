#include "app/cli/bounded_read.h"
#include "app/cli/identifiers.h"
#include "app/cli/message_line.h"
#include "app/cli/verbs.h"

#include <algorithm>
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
/// A thousand of the longest texts.
constexpr std::size_t kLinesBytesMax = std::size_t{16} * 1024 * 1024;

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

/// Each line of standard input; empty ones are passed over.
Result<std::vector<std::string>, Refusal> linesTyped()
{
    auto typed = readAll(STDIN_FILENO, kLinesBytesMax, kStdinPatienceMs);
    if (!typed) {
        return Unexpected(typed.error() == ReadError::TooLong
                              ? Refusal{ExitStatus::Refused, "input-too-long",
                                        "That is more than one call takes: 16 MiB."}
                              : Refusal{ExitStatus::Refused, "input-missing",
                                        "There was nothing to read from standard input."});
    }
    std::vector<std::string> out;
    const std::string text(typed->view().begin(), typed->view().end());
    std::string_view rest = text;
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (!line.empty()) {
            out.emplace_back(line);
        }
    }
    return out;
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

/// How many of them failed.
Result<std::size_t, Refusal> printSent(Session& session, const std::vector<storage::RowId>& sent)
{
    MessageLines lines(session);
    std::size_t failed = 0;
    std::string out;
    for (const storage::RowId id : sent) {
        const auto message = storage::MessageStore(session.database()).find(id);
        if (!message) {
            return Unexpected(refusalOf({ProblemKind::NoSuchMessage, {}}));
        }
        failed += message->state == MessageState::Failed ? 1U : 0U;
        out += lines.line(*message);
    }
    SOTTO_CHECK(session.output().print(out));
    return failed;
}

/// Stores all of them, in this order, and waits until they have left. Prints what became of each.
Outcome send(Session& session, std::string_view contact, const std::vector<std::string>& texts)
{
    SOTTO_TRY(conversation, conversationOf(session, contact));
    std::vector<storage::RowId> sent;
    std::optional<Refusal> refusal;
    for (const std::string& text : texts) {
        const auto message = session.client().send(conversation, {text, storage::kNoRow});
        if (!message) {
            refusal = refusalOf(message.error());
            break;
        }
        sent.push_back(*message);
    }
    const auto settled = sent.empty() ? Outcome() : session.settle();
    const auto isWaiting = [&](storage::RowId id) {
        const auto message = storage::MessageStore(session.database()).find(id);
        return message && message->state == MessageState::Waiting;
    };
    SOTTO_TRY(failed, printSent(session, sent));
    if (refusal) {
        return Unexpected(std::move(*refusal));
    }
    if (failed > 0) {
        return Unexpected(Refusal{ExitStatus::Refused, "not-sent",
                                  "The message was not taken, and is not sent again by itself."});
    }
    if (std::ranges::any_of(sent, isWaiting)) {
        Refusal unreached = settled ? session.unreachable() : settled.error();
        if (unreached.status == ExitStatus::Unreachable) {
            unreached.reason += " The message is kept and leaves with the next call.";
        }
        return Unexpected(std::move(unreached));
    }
    return {};
}

} // namespace

Outcome runSend(Session& session, const Invocation& invocation)
{
    // What is read is read before anything else: a program that writes into a pipe is not kept.
    SOTTO_TRY(text, textOf(invocation.operands[1]));
    return send(session, invocation.operands[0], {text});
}

Outcome runSendLines(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(lines, linesTyped());
    return send(session, invocation.operands[0], lines);
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
