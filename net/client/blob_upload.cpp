#include "net/client/blob_upload.h"

#include "net/client/answers.h"

#include <algorithm>
#include <cassert>

#include <QIODevice>

namespace sotto::client {

namespace {

// Two uploads of one blob at once set one another back; one of them gives up.
constexpr std::size_t kConflictsMax = 8;

} // namespace

BlobUpload::BlobUpload(RelayPlace place, Blob blob, Source source)
    : BlobTransfer(std::move(place))
    , m_blob(std::move(blob))
    , m_source(std::move(source))
{
    assert(m_blob.size > 0);
}

BlobUpload::Source BlobUpload::sourceOf(QIODevice& device)
{
    return [&device](std::uint64_t offset, std::size_t length) -> std::optional<crypto::Bytes> {
        crypto::Bytes piece(length);
        const auto wanted = static_cast<qint64>(length);
        if (!device.seek(static_cast<qint64>(offset)) ||
            device.read(reinterpret_cast<char*>(piece.data()), wanted) != wanted) {
            return std::nullopt;
        }
        return piece;
    };
}

void BlobUpload::goOn()
{
    m_inFlight = 0;
    if (m_created) {
        askState();
    } else {
        create();
    }
}

void BlobUpload::create()
{
    wire::Request request;
    wire::CreateBlob& create = *request.mutable_create_blob();
    create.set_blob(toString(m_blob.id));
    create.set_size(m_blob.size);
    create.set_seconds(
        static_cast<std::uint32_t>(std::min<std::uint64_t>(m_blob.lifetime.seconds, UINT32_MAX)));
    create.set_owner_token_hash(toString(wire::hashOwnerToken(m_blob.id, m_blob.token)));
    // The same again is no error, and its answer says how far an earlier upload came.
    ask(std::move(request), answerOf<wire::BlobState>(
                                [this](Outcome<wire::BlobState> state) { take(std::move(state)); },
                                &wire::Answer::has_blob_state, &wire::Answer::mutable_blob_state));
}

void BlobUpload::askState()
{
    wire::Request request;
    request.mutable_stat_blob()->set_blob(toString(m_blob.id));
    ask(std::move(request), answerOf<wire::BlobState>(
                                [this](Outcome<wire::BlobState> state) {
                                    if (!state && state.error().code == wire::NOT_PERMITTED) {
                                        return create(); // expired while we were away
                                    }
                                    take(std::move(state));
                                },
                                &wire::Answer::has_blob_state, &wire::Answer::mutable_blob_state));
}

void BlobUpload::take(Outcome<wire::BlobState> state)
{
    if (!state) {
        return end(crypto::Unexpected(state.error()));
    }
    if (state->size() != m_blob.size || state->received() > m_blob.size) {
        return end(crypto::Unexpected(ConnectionError{
            .kind = ErrorKind::Refused, .code = wire::CONFLICT, .detail = state->size()}));
    }
    m_created = true;
    m_received = state->received();
    m_next = m_received;
    if (!report(m_received, m_blob.size)) {
        return;
    }
    if (m_received == m_blob.size) {
        return end({});
    }
    sendPieces();
}

void BlobUpload::sendPieces()
{
    while (m_inFlight < kBlobPiecesInFlight && m_next < m_blob.size && sendPiece()) {
    }
}

bool BlobUpload::sendPiece()
{
    const auto length = static_cast<std::size_t>(
        std::min<std::uint64_t>(wire::kBlobPieceBytesMax, m_blob.size - m_next));
    const auto piece = m_source(m_next, length);
    if (!piece || piece->size() != length) {
        end(crypto::Unexpected(ConnectionError{.kind = ErrorKind::LocalFailure,
                                               .technical = "the source gave no bytes"}));
        return false;
    }
    wire::Request request;
    wire::WriteBlob& write = *request.mutable_write_blob();
    write.set_blob(toString(m_blob.id));
    setSecret(write.mutable_token(), m_blob.token.view());
    write.set_offset(m_next);
    write.set_data(toString(*piece));
    ++m_inFlight;
    m_next += length;
    ask(std::move(request),
        answerOf<wire::BlobState>(
            [this](Outcome<wire::BlobState> state) { onWritten(std::move(state)); },
            &wire::Answer::has_blob_state, &wire::Answer::mutable_blob_state));
    return true;
}

void BlobUpload::onWritten(Outcome<wire::BlobState> state)
{
    if (!state) {
        // A piece before this one was not taken: the relay says where it stands.
        if (state.error().code == wire::CONFLICT && ++m_conflicts <= kConflictsMax) {
            return beginAnew();
        }
        return end(crypto::Unexpected(state.error()));
    }
    --m_inFlight;
    m_conflicts = 0;
    m_received = std::max(m_received, state->received());
    if (!report(m_received, m_blob.size)) {
        return;
    }
    if (m_received >= m_blob.size) {
        return end({});
    }
    sendPieces();
}

} // namespace sotto::client
