#include "app/cli/alarm_line.h"
#include "app/cli/arrivals.h"
#include "app/cli/interruption.h"
#include "app/cli/verbs.h"

#include <set>

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
    {
        m_session.client().onAlarms = [this] { m_alarmsChanged = true; };
    }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    ~Listening() { m_session.client().onAlarms = {}; }

    Outcome run()
    {
        m_session.start();
        const int mostMs =
            m_timeoutMs ? static_cast<int>(std::min<std::int64_t>(*m_timeoutMs, INT32_MAX)) : -1;
        SOTTO_TRY(ended, m_session.wait([this] { return isOver(); }, mostMs));
        if (!m_printing) {
            return m_printing;
        }
        SOTTO_CHECK(m_session.checkStanding());
        if (!ended || !m_session.wasOnline()) {
            // Time is over, or somebody ended it: right, unless the relay was never there.
            return m_session.wasOnline() ? Outcome() : Unexpected(m_session.unreachable());
        }
        return m_isSettled || m_interruption.came() ? Outcome()
                                                    : Unexpected(m_session.unreachable());
    }

private:
    bool isOver()
    {
        if (m_session.takeChanged()) {
            m_printing = m_arrivals.print();
        }
        if (m_follow && m_printing && std::exchange(m_alarmsChanged, false)) {
            m_printing = printAlarms();
        }
        // Who is shut out may hear that he is removed, too.
        const bool isShutOut = m_follow && !m_session.checkStanding();
        if (!m_printing || m_interruption.came() || isShutOut || m_session.isCopied()) {
            return true;
        }
        if (m_follow) {
            return false;
        }
        // Once it was so is enough: the next moment may bring something new.
        m_isSettled = m_session.isSettled();
        if (m_timeoutMs) {
            return m_isSettled && m_arrivals.printed() > 0;
        }
        return m_isSettled || m_session.isOutOfReach();
    }

    /// An alarm stays until somebody answers it: each call says it once.
    Outcome printAlarms()
    {
        std::string lines;
        for (const core::Alarm& alarm : m_session.client().alarms()) {
            if (m_alarmsTold.insert(alarm.id.bytes).second) {
                lines += alarmLine(m_session, alarm);
            }
        }
        return m_session.output().print(lines);
    }

    Session& m_session;
    Arrivals m_arrivals;
    const Interruption m_interruption;
    bool m_follow;
    std::optional<std::int64_t> m_timeoutMs;
    Outcome m_printing;
    bool m_isSettled = false;
    std::set<decltype(core::AlarmId::bytes)> m_alarmsTold;
    bool m_alarmsChanged = true;
};

} // namespace

Outcome runReceive(Session& session, const Invocation& invocation)
{
    return Listening(session, invocation).run();
}

} // namespace sotto::cli
