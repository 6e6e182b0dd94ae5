#pragma once

#include "crypto/base/identifiers.h"
#include "net/client/persistent_link.h"

namespace sotto::client {

struct PostingOptions
{
    /// So long one connection serves at most (milliseconds): a relay can tell that the posts on it
    /// come from one sender, and shall see that for no longer.
    std::uint32_t ageMaxMs = 10 * 60 * 1000;
    /// The new one begins so much earlier, and what was posted is answered on the old one.
    std::uint32_t handOverMs = 30 * 1000;
    /// Without posts it ends so soon.
    std::uint32_t idleMaxMs = 60 * 1000;
};

/// Posts to the devices of one recipient: nobody else's posts travel here, and nothing else does.
/// Anonymous: it knows no EAPI, never logs in, and behind a SOCKS5 proxy each connection has
/// credentials of its own. Connects when there is something to post.
class PostingConnection : public QObject
{
public:
    explicit PostingConnection(RelayPlace place, PostingOptions options = {});

    /// A batch for one of the recipient's mailboxes; split where it exceeds limits.h. The outcome
    /// has one code for each envelope, in order: CODE_UNSPECIFIED is durable at the relay. It waits
    /// for a connection and is sent again after a lost one, where the relay recognises it, so the
    /// app keeps envelopes until their outcome is there, but must not post them again before.
    /// Envelopes are at most wire::kEnvelopeBytesMax. An error (TOKEN_REFUSED) is that of the first
    /// batch that failed; envelopes of others may have been accepted.
    void post(const crypto::MailboxId& mailbox, const crypto::DeliveryToken& token,
              std::vector<crypto::Bytes> envelopes, Done<std::vector<wire::Code>> done);

    std::function<void(LinkState, const ConnectionError*)> onState;
    /// Everything unanswered ends with Cancelled.
    void stop() { m_link.stop(); }
    void retryNow() { m_link.retryNow(); }
    [[nodiscard]] LinkState state() const { return m_link.state(); }

private:
    void onLinkState(LinkState state, const ConnectionError* error);
    void restartIdleTimer();

    PersistentLink m_link;
    PostingOptions m_options;
    QTimer m_handOver;
    QTimer m_cut;
    QTimer m_idle;
};

} // namespace sotto::client
