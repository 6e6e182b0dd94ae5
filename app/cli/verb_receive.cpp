#include "app/cli/arrivals.h"
#include "app/cli/interruption.h"
#include "app/cli/verbs.h"

namespace sotto::cli {

using crypto::Unexpected;

namespace {

/// How long one call of `receive` goes on.
class Listening
{
public:
    Listening(Session& session, const Invocation& invocation)
        : m_session(session)
        , m_arrivals(session)
        , m_follow(invocation.hasFlag("follow"))
        , m_timeoutMs(invocation.number("timeout"))
    {}

    Outcome run()
    {
        m_session.start();
        const int mostMs =
            m_timeoutMs ? static_cast<int>(std::min<std::int64_t>(*m_timeoutMs, INT32_MAX)) : -1;
        SOTTO_TRY(ended, m_session.wait([this] { return isOver(); }, mostMs));
        if (!m_printing) {
            return m_printing;
        }
        if (!ended || !m_session.wasOnline()) {
            // Time is over, or somebody ended it: right, unless the relay was never there.
            return m_session.wasOnline() ? Outcome() : Unexpected(m_session.unreachable());
        }
        return m_session.isSettled() || m_interruption.came() ? Outcome()
                                                              : Unexpected(m_session.unreachable());
    }

private:
    bool isOver()
    {
        if (m_session.takeChanged()) {
            m_printing = m_arrivals.print();
        }
        if (!m_printing || m_interruption.came()) {
            return true;
        }
        if (m_follow) {
            return false;
        }
        if (m_timeoutMs) {
            return m_session.isSettled() && m_arrivals.printed() > 0;
        }
        return m_session.isSettled() || m_session.isOutOfReach();
    }

    Session& m_session;
    Arrivals m_arrivals;
    const Interruption m_interruption;
    bool m_follow;
    std::optional<std::int64_t> m_timeoutMs;
    Outcome m_printing;
};

} // namespace

Outcome runReceive(Session& session, const Invocation& invocation)
{
    return Listening(session, invocation).run();
}

} // namespace sotto::cli
