#include "net/client/encoded_request.h"

#include "net/wire/large_read.h"

namespace sotto::client {

namespace {

void wipeString(std::string* text)
{
    crypto::wipe({reinterpret_cast<std::uint8_t*>(text->data()), text->size()});
    text->clear();
}

void wipeTokens(wire::Request& request)
{
    switch (request.body_case()) {
    case wire::Request::kPost:
        return wipeString(request.mutable_post()->mutable_token());
    case wire::Request::kFetchPrekeys:
        return wipeString(request.mutable_fetch_prekeys()->mutable_token());
    case wire::Request::kDeleteInvite:
        return wipeString(request.mutable_delete_invite()->mutable_token());
    case wire::Request::kWriteBlob:
        return wipeString(request.mutable_write_blob()->mutable_token());
    case wire::Request::kExtendBlob:
        return wipeString(request.mutable_extend_blob()->mutable_token());
    case wire::Request::kDeleteBlob:
        return wipeString(request.mutable_delete_blob()->mutable_token());
    default:
        return;
    }
}

} // namespace

SharedRequest encode(wire::Request&& request)
{
    request.clear_id();
    EncodedRequest encoded;
    encoded.isLargeRead = wire::isLargeRead(request.body_case());
    encoded.body = crypto::SecretBytes(request.ByteSizeLong());
    request.SerializeWithCachedSizesToArray(encoded.body.data());
    wipeTokens(request);
    return std::make_shared<const EncodedRequest>(std::move(encoded));
}

void setSecret(std::string* field, crypto::ByteView secret)
{
    field->assign(reinterpret_cast<const char*>(secret.data()), secret.size());
}

} // namespace sotto::client
