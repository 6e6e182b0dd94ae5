#pragma once

#include "net/client/blob_transfer.h"

#include <map>

namespace sotto::client {

/// Fetches a complete blob, piece by piece and in order, from any place on.
class BlobDownload : public BlobTransfer
{
public:
    /// Takes the next bytes, which begin at @p offset; false ends the download (LocalFailure).
    /// Called from the event loop, so it must not take long. May destroy the download.
    using Sink = std::function<bool(std::uint64_t offset, crypto::ByteView bytes)>;

    struct Blob
    {
        crypto::ObjectId id;
        std::uint64_t size = 0; ///< whoever sent it says it; the relay is not asked
        std::uint64_t from = 0; ///< what is before it is there already
    };

    BlobDownload(RelayPlace place, Blob blob, Sink sink);

    /// Writes to a device that is open at the right place and outlives the download.
    [[nodiscard]] static Sink sinkOf(QIODevice& device);

private:
    void goOn() override;
    void askPieces();
    void take(std::uint64_t offset, Outcome<wire::BlobBytes> outcome);
    void handOut();
    [[nodiscard]] std::size_t lengthAt(std::uint64_t offset) const;

    Blob m_blob;
    Sink m_sink;
    std::uint64_t m_done;
    std::uint64_t m_next; ///< the next piece that is asked for
    /// Pieces that came before an earlier one: with those in flight kBlobPiecesInFlight at most.
    std::map<std::uint64_t, std::string> m_early;
    std::size_t m_inFlight = 0;
};

} // namespace sotto::client
