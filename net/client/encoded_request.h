#pragma once

#include "crypto/base/secret.h"
#include "net/wire/relay.pb.h"

#include <memory>
#include <string>

namespace sotto::client {

/// A request as it will be sent, but for its id: it may wait, and be sent again on another
/// connection. Tokens stand in it, so it is wiped.
struct EncodedRequest
{
    crypto::SecretBytes body;
    bool isLargeRead = false; ///< counts against wire::kLargeReadsInFlightMax
};
using SharedRequest = std::shared_ptr<const EncodedRequest>;

/// Serialises @p request and wipes the tokens in it: protobuf keeps them in a std::string, which
/// would leave them in freed memory. Between setSecret() and here they exist a second time.
[[nodiscard]] SharedRequest encode(wire::Request&& request);
/// Puts a token into a field with one allocation and no further copy.
void setSecret(std::string* field, crypto::ByteView secret);

/// Public bytes into and out of protobuf's strings.
[[nodiscard]] inline std::string toString(crypto::ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
[[nodiscard]] inline crypto::Bytes toBytes(const std::string& text)
{
    return {text.begin(), text.end()};
}

} // namespace sotto::client
