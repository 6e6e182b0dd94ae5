#pragma once

#include "app/cli/session.h"

#include <string_view>

/// What the verbs have in common that make an account, or move it.
namespace sotto::cli {

[[nodiscard]] crypto::Result<crypto::RelayAddress, Refusal> parseRelay(std::string_view text);
/// Name, id and relay.
[[nodiscard]] crypto::Result<void, Refusal> printAccount(Session& session);
/// Session::settle(); @p whatIsKept is added to its refusal when the call did its part here and
/// could not tell the relay.
[[nodiscard]] crypto::Result<void, Refusal> settleOr(Session& session, std::string_view whatIsKept);

} // namespace sotto::cli
