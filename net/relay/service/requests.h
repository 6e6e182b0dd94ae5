#pragma once

#include "net/relay/service/conversation.h"

/// What a client may ask for, by what it asks about. Each handler answers its call once, now or
/// later, and checks in the order of crypto/PROTOCOL.md section 12.
namespace sotto::relay {

/// StoreTask::cost: its bytes, or more where it does more than to append them.
[[nodiscard]] std::size_t costOf(const wire::Request& request, std::size_t bytes);
/// Tells all who are logged in to that object.
void tellEvent(Service& service, const ObjectName& name, const StoredEvent& event);
/// Finds the handler. Takes what it needs out of @p request.
void handleRequest(Conversation& conversation, const Call& call, wire::Request& request);

// connection_requests.cpp
void handleHello(Conversation& conversation, const Call& call, const wire::Hello& request);
void handleLogin(Conversation& conversation, const Call& call, const wire::Login& request);
void handleStamp(Conversation& conversation, const Call& call, const wire::Stamp& request);

// mailbox_requests.cpp: of the owner
void handleCreateMailbox(Conversation& conversation, const Call& call,
                         const wire::CreateMailbox& request);
void handleDeleteMailbox(Conversation& conversation, const Call& call);
void handleSetTokens(Conversation& conversation, const Call& call, const wire::SetTokens& request);
void handleCountTokens(Conversation& conversation, const Call& call);
void handleSubscribe(Conversation& conversation, const Call& call, const wire::Subscribe& request);
void handlePutPrekeys(Conversation& conversation, const Call& call,
                      const wire::PutPrekeys& request);
void handleCountPrekeys(Conversation& conversation, const Call& call);

// post_requests.cpp: of whoever has a token
void handlePost(Conversation& conversation, const Call& call, wire::Post& request);
void handleFetchPrekeys(Conversation& conversation, const Call& call, wire::FetchPrekeys& request);

// object_requests.cpp
void handleReadObject(Conversation& conversation, const Call& call,
                      const wire::ReadObject& request);
void handleUpdateObject(Conversation& conversation, const Call& call, wire::UpdateObject& request);
void handleReadVersion(Conversation& conversation, const Call& call,
                       const wire::ReadVersion& request);
void handleFetchRecovery(Conversation& conversation, const Call& call,
                         const wire::FetchRecovery& request);
void handleReadEvents(Conversation& conversation, const Call& call,
                      const wire::ReadEvents& request);

// record_requests.cpp: of who is logged in to a vault
void handleAppendRecords(Conversation& conversation, const Call& call,
                         wire::AppendRecords& request);
void handleReadRecords(Conversation& conversation, const Call& call,
                       const wire::ReadRecords& request);
void handleListWriters(Conversation& conversation, const Call& call);
void handleStripRecord(Conversation& conversation, const Call& call,
                       const wire::StripRecord& request);

// invite_requests.cpp
void handlePutInvite(Conversation& conversation, const Call& call, wire::PutInvite& request);
void handleReadInvite(Conversation& conversation, const Call& call,
                      const wire::ReadInvite& request);
void handleDeleteInvite(Conversation& conversation, const Call& call, wire::DeleteInvite& request);

// blob_requests.cpp
void handleCreateBlob(Conversation& conversation, const Call& call,
                      const wire::CreateBlob& request);
void handleWriteBlob(Conversation& conversation, const Call& call, wire::WriteBlob& request);
void handleStatBlob(Conversation& conversation, const Call& call, const wire::StatBlob& request);
void handleReadBlob(Conversation& conversation, const Call& call, const wire::ReadBlob& request);
void handleExtendBlob(Conversation& conversation, const Call& call, wire::ExtendBlob& request);
void handleDeleteBlob(Conversation& conversation, const Call& call, wire::DeleteBlob& request);

} // namespace sotto::relay
