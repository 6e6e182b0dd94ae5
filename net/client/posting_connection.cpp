#include "net/client/posting_connection.h"

#include "net/client/answers.h"

#include <algorithm>
#include <cassert>

namespace sotto::client {

namespace {

/// One post() on its way, in as many batches as it takes.
struct Posting
{
    std::vector<wire::Code> codes;
    std::size_t batchesLeft = 0;
    std::optional<ConnectionError> error; ///< of the first batch that failed
    Done<std::vector<wire::Code>> done;
};

/// Where the batch that begins at @p first ends.
std::size_t endOfBatch(const std::vector<crypto::Bytes>& envelopes, std::size_t first)
{
    std::size_t end = first;
    std::size_t bytes = 0;
    while (end < envelopes.size() && end - first < wire::kPostEnvelopesMax &&
           (end == first || bytes + envelopes[end].size() <= wire::kPostBytesMax)) {
        bytes += envelopes[end++].size();
    }
    return end;
}

void settleBatch(const std::shared_ptr<Posting>& posting, std::size_t first, std::size_t end,
                 Outcome<wire::Posted> outcome)
{
    if (outcome && static_cast<std::size_t>(outcome->codes_size()) != end - first) {
        outcome = unexpectedAnswer();
    }
    for (std::size_t i = first; outcome && i < end; ++i) {
        posting->codes[i] = outcome->codes(static_cast<int>(i - first));
    }
    if (!outcome && !posting->error) {
        posting->error = outcome.error();
    }
    if (--posting->batchesLeft > 0) {
        return;
    }
    if (posting->error) {
        posting->done(crypto::Unexpected(*posting->error));
    } else {
        posting->done(std::move(posting->codes));
    }
}

} // namespace

PostingConnection::PostingConnection(RelayPlace place, PostingOptions options)
    : m_link(std::move(place))
    , m_options(options)
{
    assert(options.handOverMs < options.ageMaxMs);
    for (QTimer* timer : {&m_handOver, &m_cut, &m_idle}) {
        timer->setSingleShot(true);
    }
    connect(&m_handOver, &QTimer::timeout, this, [this] {
        m_cut.start(static_cast<int>(m_options.handOverMs));
        m_link.renew();
    });
    connect(&m_cut, &QTimer::timeout, this, [this] { m_link.cutRetiring(); });
    connect(&m_idle, &QTimer::timeout, this, [this] {
        if (m_link.hasRequests()) {
            restartIdleTimer();
        } else {
            m_link.renew();
        }
    });
    m_link.onState = [this](LinkState state, const ConnectionError* error) {
        onLinkState(state, error);
    };
}

void PostingConnection::onLinkState(LinkState state, const ConnectionError* error)
{
    if (state == LinkState::Connecting) {
        // The age counts from the first packet, and includes a slow handshake.
        m_handOver.start(static_cast<int>(m_options.ageMaxMs - m_options.handOverMs));
        restartIdleTimer();
    } else if (state == LinkState::Stopped || state == LinkState::Waiting) {
        m_handOver.stop();
        m_idle.stop();
    }
    if (const auto callback = onState) {
        callback(state, error);
    }
}

void PostingConnection::restartIdleTimer()
{
    m_idle.start(static_cast<int>(m_options.idleMaxMs));
}

void PostingConnection::post(const crypto::MailboxId& mailbox, const crypto::DeliveryToken& token,
                             std::vector<crypto::Bytes> envelopes,
                             Done<std::vector<wire::Code>> done)
{
    assert(!envelopes.empty());
    const auto posting = std::make_shared<Posting>();
    posting->codes.resize(envelopes.size(), wire::CODE_UNSPECIFIED);
    posting->done = std::move(done);
    std::size_t first = 0;
    while (first < envelopes.size()) {
        const std::size_t end = endOfBatch(envelopes, first);
        wire::Request request;
        wire::Post& post = *request.mutable_post();
        post.set_mailbox(toString(mailbox));
        setSecret(post.mutable_token(), token.view());
        for (std::size_t i = first; i < end; ++i) {
            post.add_envelopes(toString(envelopes[i]));
        }
        ++posting->batchesLeft;
        m_link.request(std::move(request), Resend::Always, Patience::Transfer,
                       answerOf<wire::Posted>(
                           [posting, first, end](Outcome<wire::Posted> outcome) {
                               settleBatch(posting, first, end, std::move(outcome));
                           },
                           &wire::Answer::has_posted, &wire::Answer::mutable_posted));
        first = end;
    }
    if (m_link.state() == LinkState::Ready) {
        restartIdleTimer();
    }
    m_link.start();
}

} // namespace sotto::client
