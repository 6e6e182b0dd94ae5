#include "net/client/object_connection.h"

#include "net/client/answers.h"
#include "net/client/object_reading.h"

#include <QPointer>

namespace sotto::client {

ObjectConnection::ObjectConnection(RelayPlace place, Owner owner, std::uint64_t lastEvent,
                                   EapiKeeper& keeper)
    : m_link(std::move(place), owner, keeper)
    , m_kind(owner.login.kind)
    , m_object(owner.login.id)
    , m_lastEvent(lastEvent)
{
    hook();
}

void ObjectConnection::hook()
{
    m_link.onLoggedIn = [this](const wire::LoggedIn& loggedIn) {
        m_readsEvents = false;
        if (loggedIn.newest_event() > m_lastEvent) {
            readEvents();
        }
        if (onLoggedIn) {
            onLoggedIn(loggedIn);
        }
    };
    m_link.onFellBack = [this] {
        if (onFellBack) {
            onFellBack();
        }
    };
    PersistentLink& link = m_link.link();
    link.onState = [this](LinkState state, const ConnectionError* error) {
        if (onState) {
            onState(state, error);
        }
    };
    link.onEvent = [this](wire::Event event) {
        if (event.has_object_event()) {
            take(event.object_event());
        } else if (event.has_records_appended() && onRecordsAppended) {
            onRecordsAppended(event.records_appended());
        }
    };
}

void ObjectConnection::take(const wire::ObjectEvent& event)
{
    if (m_readsEvents) {
        m_readAgain = true; // what is read now may end before it
    } else if (event.number() == m_lastEvent + 1) {
        handOut(event);
    } else if (event.number() > m_lastEvent) {
        readEvents(); // one is missing
    }
}

void ObjectConnection::readEvents()
{
    m_readsEvents = true;
    m_readAgain = false;
    wire::Request request;
    request.mutable_read_events()->set_after(m_lastEvent);
    m_link.link().request(
        std::move(request), Resend::OtherwiseLost, Patience::Answer,
        answerOf<wire::ObjectEvents>(
            [this](Outcome<wire::ObjectEvents> outcome) { take(std::move(outcome)); },
            &wire::Answer::has_object_events, &wire::Answer::mutable_object_events));
}

void ObjectConnection::take(Outcome<wire::ObjectEvents> outcome)
{
    m_readsEvents = false;
    if (!outcome) {
        // Where the connection still stands, a new one asks again.
        if (outcome.error().kind == ErrorKind::Refused ||
            outcome.error().kind == ErrorKind::TimedOut) {
            m_link.link().retryLater(outcome.error());
        }
        return;
    }
    const QPointer<ObjectConnection> alive(this);
    for (const wire::ObjectEvent& event : outcome->events()) {
        handOut(event);
        if (!alive) {
            return;
        }
    }
    const bool goesOn = outcome->more() && !outcome->events().empty();
    if ((goesOn || m_readAgain) && m_link.link().state() == LinkState::Ready) {
        readEvents();
    }
}

void ObjectConnection::handOut(const wire::ObjectEvent& event)
{
    if (event.number() <= m_lastEvent) {
        return;
    }
    m_lastEvent = event.number();
    if (const auto callback = onEvent) {
        callback(event);
    }
}

void ObjectConnection::ask(wire::Request request, Done<wire::Answer> done)
{
    m_link.link().request(std::move(request), Resend::Always, Patience::Answer, std::move(done));
}

void ObjectConnection::read(std::uint32_t listFrom, std::uint64_t knownVersion,
                            Done<wire::ObjectState> done)
{
    wire::Request request;
    wire::ReadObject& read = *request.mutable_read_object();
    read.set_kind(static_cast<std::uint32_t>(m_kind));
    read.set_object(toString(m_object));
    read.set_list_from(listFrom);
    read.set_known_version(knownVersion);
    readWholeObject([this](wire::Request next,
                           Done<wire::Answer> answer) { ask(std::move(next), std::move(answer)); },
                    std::move(request), std::move(done));
}

void ObjectConnection::update(wire::UpdateObject update, Done<void> done)
{
    wire::Request request;
    *request.mutable_update_object() = std::move(update);
    request.mutable_update_object()->set_kind(static_cast<std::uint32_t>(m_kind));
    request.mutable_update_object()->set_object(toString(m_object));
    ask(std::move(request), answerOf(std::move(done)));
}

void ObjectConnection::readVersion(std::uint64_t number, Done<wire::ObjectVersion> done)
{
    wire::Request request;
    wire::ReadVersion& read = *request.mutable_read_version();
    read.set_kind(static_cast<std::uint32_t>(m_kind));
    read.set_object(toString(m_object));
    read.set_number(number);
    ask(std::move(request),
        answerOf<wire::ObjectVersion>(std::move(done), &wire::Answer::has_object_version,
                                      &wire::Answer::mutable_object_version));
}

void ObjectConnection::appendRecords(std::vector<wire::Record> records, Done<void> done)
{
    wire::Request request;
    for (wire::Record& record : records) {
        *request.mutable_append_records()->add_records() = std::move(record);
    }
    ask(std::move(request), answerOf(std::move(done)));
}

void ObjectConnection::readRecords(std::uint32_t writer, std::uint64_t from,
                                   Done<wire::Records> done)
{
    wire::Request request;
    request.mutable_read_records()->set_writer(writer);
    request.mutable_read_records()->set_from(from);
    ask(std::move(request), answerOf<wire::Records>(std::move(done), &wire::Answer::has_records,
                                                    &wire::Answer::mutable_records));
}

void ObjectConnection::listWriters(Done<wire::Writers> done)
{
    wire::Request request;
    request.mutable_list_writers();
    ask(std::move(request), answerOf<wire::Writers>(std::move(done), &wire::Answer::has_writers,
                                                    &wire::Answer::mutable_writers));
}

void ObjectConnection::stripRecord(std::uint32_t writer, std::uint64_t sequence, Done<void> done)
{
    wire::Request request;
    request.mutable_strip_record()->set_writer(writer);
    request.mutable_strip_record()->set_sequence(sequence);
    ask(std::move(request), answerOf(std::move(done)));
}

} // namespace sotto::client
