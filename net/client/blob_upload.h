#pragma once

#include "net/client/blob_transfer.h"
#include "net/wire/token_hash.h"

namespace sotto::client {

/// Brings a blob to a relay, piece by piece, from wherever an earlier attempt ended.
class BlobUpload : public BlobTransfer
{
public:
    /// The bytes from @p offset on, exactly @p length; nothing if they cannot be had. Called from
    /// the event loop whenever there is room for another piece, so it must not take long; after a
    /// lost connection it is asked again for earlier places, and must give the same bytes.
    using Source =
        std::function<std::optional<crypto::Bytes>(std::uint64_t offset, std::size_t length)>;

    struct Blob
    {
        crypto::ObjectId id;
        wire::OwnerToken token;
        std::uint64_t size = 0;    ///< 1 to wire::kBlobBytesMax
        crypto::Duration lifetime; ///< at most Welcome.blob_seconds_max
    };

    BlobUpload(RelayPlace place, Blob blob, Source source);

    /// Reads from a device that is open, can be sought in, and outlives the upload.
    [[nodiscard]] static Source sourceOf(QIODevice& device);

private:
    void goOn() override;
    void create();
    void askState();
    void take(Outcome<wire::BlobState> state);
    void sendPieces();
    [[nodiscard]] bool sendPiece();
    void onWritten(Outcome<wire::BlobState> state);

    Blob m_blob;
    Source m_source;
    bool m_created = false;
    std::uint64_t m_next = 0; ///< where the next piece begins
    std::uint64_t m_received = 0;
    std::size_t m_inFlight = 0;
    std::size_t m_conflicts = 0; ///< since the relay last received something
};

} // namespace sotto::client
