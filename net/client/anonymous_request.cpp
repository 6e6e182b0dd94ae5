#include "net/client/anonymous_request.h"

#include <QPointer>

namespace sotto::client {

AnonymousRequest::AnonymousRequest(const RelayPlace& place, Begin begin,
                                   std::function<void(ConnectionError)> failed)
    : m_link(place)
    , m_begin(std::move(begin))
    , m_failed(std::move(failed))
{
    m_link.onChannel = [this](const crypto::ChannelSession& session) { m_begin(*this, session); };
    m_link.onClosed = [this](ConnectionError error) {
        if (!m_asked) {
            const auto callback = m_failed;
            callback(std::move(error));
        }
    };
    // What fails at once must not call back from within this constructor.
    QMetaObject::invokeMethod(
        this, [this] { m_link.open(); }, Qt::QueuedConnection);
}

void AnonymousRequest::ask(SharedRequest request, Patience patience, Done<wire::Answer> done)
{
    m_asked = true;
    m_link.request(std::move(request), patience,
                   [this, done = std::move(done)](Outcome<wire::Answer> outcome) {
                       const QPointer<AnonymousRequest> alive(this);
                       done(std::move(outcome));
                       if (alive && !m_link.hasPending()) {
                           m_link.finish();
                       }
                   });
}

} // namespace sotto::client
