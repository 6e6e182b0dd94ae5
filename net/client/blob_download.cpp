#include "net/client/blob_download.h"

#include "net/client/answers.h"

#include <algorithm>
#include <cassert>

#include <QIODevice>
#include <QPointer>

namespace sotto::client {

BlobDownload::BlobDownload(RelayPlace place, Blob blob, Sink sink)
    : BlobTransfer(std::move(place))
    , m_blob(blob)
    , m_sink(std::move(sink))
    , m_done(blob.from)
    , m_next(blob.from)
{
    assert(blob.from <= blob.size);
}

BlobDownload::Sink BlobDownload::sinkOf(QIODevice& device)
{
    return [&device](std::uint64_t, crypto::ByteView bytes) {
        const auto length = static_cast<qint64>(bytes.size());
        return device.write(reinterpret_cast<const char*>(bytes.data()), length) == length;
    };
}

void BlobDownload::goOn()
{
    m_early.clear();
    m_inFlight = 0;
    m_next = m_done;
    if (m_done == m_blob.size) {
        return end({});
    }
    askPieces();
}

std::size_t BlobDownload::lengthAt(std::uint64_t offset) const
{
    return static_cast<std::size_t>(
        std::min<std::uint64_t>(wire::kBlobPieceBytesMax, m_blob.size - offset));
}

void BlobDownload::askPieces()
{
    while (m_inFlight + m_early.size() < kBlobPiecesInFlight && m_next < m_blob.size) {
        wire::Request request;
        wire::ReadBlob& read = *request.mutable_read_blob();
        read.set_blob(toString(m_blob.id));
        read.set_offset(m_next);
        read.set_length(static_cast<std::uint32_t>(lengthAt(m_next)));
        ++m_inFlight;
        ask(std::move(request),
            answerOf<wire::BlobBytes>(
                [this, offset = m_next](Outcome<wire::BlobBytes> outcome) {
                    take(offset, std::move(outcome));
                },
                &wire::Answer::has_blob_bytes, &wire::Answer::mutable_blob_bytes));
        m_next += lengthAt(m_next);
    }
}

void BlobDownload::take(std::uint64_t offset, Outcome<wire::BlobBytes> outcome)
{
    if (!outcome) {
        return end(crypto::Unexpected(outcome.error()));
    }
    if (outcome->data().size() != lengthAt(offset)) {
        return end(crypto::Unexpected(ConnectionError{.kind = ErrorKind::ProtocolBroken,
                                                      .technical = "a piece of another length"}));
    }
    --m_inFlight;
    m_early.emplace(offset, std::move(*outcome->mutable_data()));
    handOut();
}

void BlobDownload::handOut()
{
    const QPointer<BlobDownload> alive(this);
    for (auto next = m_early.find(m_done); next != m_early.end(); next = m_early.find(m_done)) {
        const std::string piece = std::move(next->second);
        m_early.erase(next);
        const bool taken = m_sink(m_done, crypto::asBytes(piece));
        if (!alive || hasEnded()) {
            return;
        }
        if (!taken) {
            return end(crypto::Unexpected(ConnectionError{.kind = ErrorKind::LocalFailure,
                                                          .technical = "the sink took no bytes"}));
        }
        m_done += piece.size();
        if (!report(m_done, m_blob.size)) {
            return;
        }
    }
    if (m_done == m_blob.size) {
        return end({});
    }
    askPieces();
}

} // namespace sotto::client
