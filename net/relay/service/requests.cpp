#include "net/relay/service/requests.h"

namespace sotto::relay {

std::size_t costOf(const wire::Request& request, std::size_t bytes)
{
    // A hundred rows, up to 32 signatures, a file that is synced: as long as so many appended
    // bytes.
    constexpr std::size_t kCostly = 65'536;
    switch (request.body_case()) {
    case wire::Request::kPutPrekeys:
    case wire::Request::kDeleteMailbox:
        return bytes + kCostly;
    case wire::Request::kUpdateObject:
        // A strike shall not wait behind a flood, and signatures have a limit of their own.
        return bytes + kCostly / 4;
    case wire::Request::kWriteBlob:
        return bytes + 4 * kCostly;
    default:
        return bytes;
    }
}

namespace {

bool costsSignatures(const wire::Request& request)
{
    switch (request.body_case()) {
    case wire::Request::kLogin:
    case wire::Request::kStamp:
    case wire::Request::kCreateMailbox:
    case wire::Request::kUpdateObject:
    case wire::Request::kFetchRecovery:
        return true;
    default:
        return false;
    }
}

} // namespace

void handleRequest(Conversation& c, const Call& call, wire::Request& request)
{
    using Request = wire::Request;
    if (!c.saidHello() && request.body_case() != Request::kHello) {
        c.breach(call, wire::OUT_OF_TURN, "Hello comes first");
        return;
    }
    if (!c.service().store.hasRoom()) {
        c.refuse(call, wire::UNAVAILABLE, "the relay is busy; nothing was changed", 0, 1'000);
        return;
    }
    if (costsSignatures(request) && c.asksTooMuch(call)) {
        return;
    }
    switch (request.body_case()) {
    case Request::kHello:
        return handleHello(c, call, request.hello());
    case Request::kLogin:
        return handleLogin(c, call, request.login());
    case Request::kStamp:
        return handleStamp(c, call, request.stamp());

    case Request::kCreateMailbox:
        return handleCreateMailbox(c, call, request.create_mailbox());
    case Request::kDeleteMailbox:
        return handleDeleteMailbox(c, call);
    case Request::kSetTokens:
        return handleSetTokens(c, call, request.set_tokens());
    case Request::kCountTokens:
        return handleCountTokens(c, call);
    case Request::kSubscribe:
        return handleSubscribe(c, call, request.subscribe());
    case Request::kPutPrekeys:
        return handlePutPrekeys(c, call, request.put_prekeys());
    case Request::kCountPrekeys:
        return handleCountPrekeys(c, call);

    case Request::kPost:
        return handlePost(c, call, *request.mutable_post());
    case Request::kFetchPrekeys:
        return handleFetchPrekeys(c, call, *request.mutable_fetch_prekeys());

    case Request::kReadObject:
        return handleReadObject(c, call, request.read_object());
    case Request::kUpdateObject:
        return handleUpdateObject(c, call, *request.mutable_update_object());
    case Request::kReadVersion:
        return handleReadVersion(c, call, request.read_version());
    case Request::kFetchRecovery:
        return handleFetchRecovery(c, call, request.fetch_recovery());
    case Request::kReadEvents:
        return handleReadEvents(c, call, request.read_events());

    case Request::kAppendRecords:
        return handleAppendRecords(c, call, *request.mutable_append_records());
    case Request::kReadRecords:
        return handleReadRecords(c, call, request.read_records());
    case Request::kListWriters:
        return handleListWriters(c, call);
    case Request::kStripRecord:
        return handleStripRecord(c, call, request.strip_record());

    case Request::kPutInvite:
        return handlePutInvite(c, call, *request.mutable_put_invite());
    case Request::kReadInvite:
        return handleReadInvite(c, call, request.read_invite());
    case Request::kDeleteInvite:
        return handleDeleteInvite(c, call, *request.mutable_delete_invite());

    case Request::kCreateBlob:
        return handleCreateBlob(c, call, request.create_blob());
    case Request::kWriteBlob:
        return handleWriteBlob(c, call, *request.mutable_write_blob());
    case Request::kStatBlob:
        return handleStatBlob(c, call, request.stat_blob());
    case Request::kReadBlob:
        return handleReadBlob(c, call, request.read_blob());
    case Request::kExtendBlob:
        return handleExtendBlob(c, call, *request.mutable_extend_blob());
    case Request::kDeleteBlob:
        return handleDeleteBlob(c, call, *request.mutable_delete_blob());

    case Request::kAcknowledge: // taken before
    case Request::BODY_NOT_SET:
        break;
    }
    c.refuse(call, wire::INVALID, "this relay knows no such request");
}

} // namespace sotto::relay
