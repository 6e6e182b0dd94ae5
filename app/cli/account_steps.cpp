#include "app/cli/account_steps.h"

#include "app/cli/identifiers.h"
#include "app/cli/json_line.h"
#include "app/cli/utf8.h"

namespace sotto::cli {

using crypto::Result;
using crypto::Unexpected;

Result<crypto::RelayAddress, Refusal> parseRelay(std::string_view text)
{
    auto address = crypto::RelayAddress::parse(text);
    if (!address) {
        return Unexpected(refusalOf({core::ProblemKind::AddressBroken, {}}));
    }
    return std::move(*address);
}

Result<void, Refusal> printAccount(Session& session)
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

Result<void, Refusal> settleOr(Session& session, std::string_view whatIsKept)
{
    const auto settled = session.settle();
    if (!settled && settled.error().status == ExitStatus::Unreachable) {
        Refusal refusal = settled.error();
        refusal.reason += " " + std::string(whatIsKept);
        return Unexpected(std::move(refusal));
    }
    return settled;
}

} // namespace sotto::cli
