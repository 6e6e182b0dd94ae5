#pragma once

#include "net/client/relay_link.h"

#include <memory>

namespace sotto::client {

/// A few requests on an anonymous connection of their own, which ends with the last answer: one
/// purpose, one connection, so that a relay cannot link two. It makes one attempt; destroying it
/// gives up.
class AnonymousRequest : public QObject
{
public:
    /// Called once the channel stands; its first request travels in the first frame. Asks by
    /// ask(), and again from within an answer.
    using Begin = std::function<void(AnonymousRequest&, const crypto::ChannelSession&)>;

    AnonymousRequest(const RelayPlace& place, Begin begin,
                     std::function<void(ConnectionError)> failed);

    void ask(SharedRequest request, Patience patience, Done<wire::Answer> done);

private:
    RelayLink m_link;
    Begin m_begin;
    std::function<void(ConnectionError)> m_failed; ///< before there was a request to fail
    bool m_asked = false;
};

using RunningRequest = std::unique_ptr<AnonymousRequest>;

} // namespace sotto::client
