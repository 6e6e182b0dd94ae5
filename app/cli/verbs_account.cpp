#include "app/cli/identifiers.h"
#include "app/cli/json_line.h"
#include "app/cli/session.h"
#include "app/cli/utf8.h"
#include "app/cli/verbs.h"

namespace sotto::cli {

using crypto::Result;
using crypto::SecretBytes;
using crypto::Unexpected;

namespace {

Result<crypto::RelayAddress, Refusal> parseRelay(std::string_view text)
{
    auto address = crypto::RelayAddress::parse(text);
    if (!address) {
        return Unexpected(refusalOf({core::ProblemKind::AddressBroken, {}}));
    }
    return std::move(*address);
}

Outcome printAccount(Session& session)
{
    const core::Account account = session.client().account();
    if (session.output().isJson()) {
        return session.output().print(JsonLine()
                                          .text("id", idOf(account.id))
                                          .text("name", account.name)
                                          .text("relay", account.relay)
                                          .line());
    }
    return session.output().print("Name: " + nameForTerminal(account.name) +
                                  "\nId: " + idOf(account.id) + "\nRelay: " + account.relay + "\n");
}

/// The refusal of a call that did its part here and could not tell the relay.
Outcome settleOr(Session& session, std::string_view whatIsKept)
{
    const auto settled = session.settle();
    if (!settled && settled.error().status == ExitStatus::Unreachable) {
        Refusal refusal = settled.error();
        refusal.reason += " " + std::string(whatIsKept);
        return Unexpected(std::move(refusal));
    }
    return settled;
}

} // namespace

Outcome runCreate(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(relay, parseRelay(invocation.texts.at("relay")));
    const auto created =
        session.client().createAccount({invocation.texts.at("name"), {}, std::move(relay)});
    if (!created) {
        return Unexpected(refusalOf(created.error()));
    }
    SOTTO_CHECK(printAccount(session));
    return settleOr(session, "The account is made; the relay learns of it with the next call.");
}

Outcome runWhoami(Session& session, const Invocation&)
{
    return printAccount(session);
}

Outcome runPhrase(Session& session, const Invocation&)
{
    SOTTO_TRY(words, session.await<SecretBytes>([&](core::Done<SecretBytes> done) {
        session.client().showWords(std::move(done));
    }));
    // The words are of a to z: nothing needs to be escaped.
    SecretBytes line;
    line.append(crypto::asBytes(session.output().isJson() ? "{\"words\":\"" : ""));
    line.append(words.view());
    line.append(crypto::asBytes(session.output().isJson() ? "\"}\n" : "\n"));
    SOTTO_CHECK(session.output().print(line));
    return settleOr(session, "The words open nothing until a later call has reached it.");
}

Outcome runRelay(Session& session, const Invocation& invocation)
{
    SOTTO_TRY(relay, parseRelay(invocation.operands[0]));
    const auto moved = session.client().moveToRelay(relay);
    if (!moved) {
        return Unexpected(refusalOf(moved.error()));
    }
    SOTTO_CHECK(printAccount(session));
    return settleOr(session, "The move is noted and goes on with the next call.");
}

} // namespace sotto::cli
