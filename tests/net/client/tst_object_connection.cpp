#ifndef Q_MOC_RUN
#include "net/client/object_connection.h"
#include "tests/net/client/memory_eapi_keeper.h"
#include "tests/net/client/scripted_relay.h"
#endif

#include <QTest>

using namespace sotto::client;
using namespace sotto::test;
namespace wire = sotto::wire;

namespace {

struct World
{
    explicit World(std::uint64_t lastEvent = 0)
    {
        relay.ownerKey = key->publicKey();
        const Owner owner{.login = {.kind = sotto::crypto::ObjectKind::Vault,
                                    .id = relay.random.make<sotto::crypto::ObjectId>(),
                                    .keyIndex = 3},
                          .key = key};
        object = std::make_unique<ObjectConnection>(relay.place(quickOptions()), owner, lastEvent,
                                                    keeper);
        object->onEvent = [this](const wire::ObjectEvent& event) {
            numbers.push_back(event.number());
        };
    }
    wire::ObjectEvent happen(std::uint64_t number)
    {
        wire::ObjectEvent event;
        event.set_number(number);
        event.set_type(wire::LIST_CHANGED);
        relay.events.push_back(event);
        return event;
    }
    void push(const wire::ObjectEvent& event)
    {
        wire::Event pushed;
        *pushed.mutable_object_event() = event;
        relay.last().push(pushed);
    }

    ScriptedRelay relay;
    std::shared_ptr<const sotto::crypto::SigningKey> key =
        std::make_shared<const sotto::crypto::SigningKey>(
            sotto::crypto::SigningKey::generate(relay.random));
    MemoryEapiKeeper keeper;
    std::unique_ptr<ObjectConnection> object;
    std::vector<std::uint64_t> numbers;
};

using Numbers = std::vector<std::uint64_t>;

} // namespace

class TestObjectConnection : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(sotto::crypto::initialize()); }

    void logsInWithItsKeyIndex()
    {
        World w;
        w.object->start();
        QTRY_COMPARE(w.object->state(), LinkState::Ready);
        const wire::Login& login = w.relay.last().requests[1].login();
        QCOMPARE(login.kind(), 5U);
        QCOMPARE(login.key_index(), 3U);
        QCOMPARE(w.keeper.stores, 1);
    }

    void eventsOfTheTimeAwayComeFirst()
    {
        World w(2);
        for (std::uint64_t i = 1; i <= 5; ++i) {
            w.happen(i);
        }
        w.object->start();
        QTRY_COMPARE(w.numbers, (Numbers{3, 4, 5}));
        w.push(w.happen(6));
        QTRY_COMPARE(w.numbers, (Numbers{3, 4, 5, 6}));
    }

    void anEventThatIsPushedMeanwhileIsNeitherLostNorRepeated()
    {
        World w;
        w.happen(1);
        w.happen(2);
        bool first = true;
        w.relay.onRequest = [&](ScriptedConnection&, const wire::Request& request) {
            if (request.has_read_events() && std::exchange(first, false)) {
                w.push(w.happen(3));
            }
            return false;
        };
        w.object->start();
        QTRY_COMPARE(w.numbers, (Numbers{1, 2, 3}));
        w.push(w.relay.events[2]);
        w.push(w.happen(4));
        QTRY_COMPARE(w.numbers, (Numbers{1, 2, 3, 4}));
    }

    void aMissedEventIsRead()
    {
        World w;
        w.object->start();
        QTRY_COMPARE(w.object->state(), LinkState::Ready);
        w.happen(1);
        w.push(w.happen(2));
        QTRY_COMPARE(w.numbers, (Numbers{1, 2}));
    }

    void eventsGoOnAfterALostConnection()
    {
        World w;
        w.happen(1);
        w.object->start();
        QTRY_COMPARE(w.numbers, (Numbers{1}));
        w.happen(2);
        w.relay.last().cut();
        QTRY_COMPARE(w.numbers, (Numbers{1, 2}));
    }

    void listAndVersionAreJoined()
    {
        World w;
        w.relay.onRequest = [](ScriptedConnection& c, const wire::Request& request) {
            if (!request.has_read_object()) {
                return false;
            }
            wire::Answer answer;
            wire::ObjectState& state = *answer.mutable_object_state();
            state.set_newest(9);
            if (request.read_object().list_from() == 0) {
                state.set_list_changes(std::string("\x01\x00\x02", 3) + "aabb");
                state.set_list_size(2);
                state.set_version_left_out(true);
            } else {
                state.set_list_changes(std::string("\x01\x00\x01", 3) + "cc");
                state.set_list_size(3);
                state.mutable_version()->set_body("body");
            }
            c.answer(request.id(), answer);
            return true;
        };
        std::optional<wire::ObjectState> state;
        w.object->read(0, 0, [&](Outcome<wire::ObjectState> outcome) { state = *outcome; });
        w.object->start();
        QTRY_VERIFY(state);
        QCOMPARE(state->list_changes(), std::string("\x01\x00\x03", 3) + "aabbcc");
        QCOMPARE(state->version().body(), std::string("body"));
        QCOMPARE(w.relay.last().requests.back().read_object().list_from(), 2U);
    }

    void recordsAreAppended()
    {
        World w;
        bool appended = false;
        std::optional<wire::RecordsAppended> hint;
        w.object->onRecordsAppended = [&](const wire::RecordsAppended& event) { hint = event; };
        w.object->start();
        wire::Record record;
        record.set_sequence(1);
        w.object->appendRecords({record},
                                [&](Outcome<void> outcome) { appended = outcome.has_value(); });
        QTRY_VERIFY(appended);
        QCOMPARE(w.relay.last().requests.back().append_records().records(0).sequence(),
                 std::uint64_t{1});
        wire::Event pushed;
        pushed.mutable_records_appended()->set_writer(4);
        w.relay.last().push(pushed);
        QTRY_VERIFY(hint);
        QCOMPARE(hint->writer(), 4U);
    }
};

QTEST_GUILESS_MAIN(TestObjectConnection)
#include "tst_object_connection.moc"
