#ifndef Q_MOC_RUN
#include "crypto/objects/object_deletion.h"
#include "tests/net/relay/service/relay_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

wire::Request with(Object& object, const Bytes& change)
{
    const ByteView view = change;
    wire::Request request = object.update(99);
    request.mutable_update_object()->set_list_changes(textOf(serializeChanges({&view, 1})));
    return request;
}

wire::Request deletionOf(Object& object, const SigningKey& root)
{
    return with(object, deleteObject(object.list, root));
}

} // namespace

class TestObjectRequests : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void aCardIsReadByWhoKnowsItsName()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object card(5, ObjectKind::Card);
        QCOMPARE(codeOf(c.other.request(card.read())), wire::NOT_PERMITTED);
        QVERIFY(c.first.request(card.update(0, "one")).has_done());
        const wire::Answer read = c.other.request(card.read());
        QVERIFY(read.has_object_state());
        QCOMPARE(read.object_state().list_size(), 4U);
        QCOMPARE(read.object_state().newest(), 1U);
        QCOMPARE(read.object_state().version().body(), std::string("one"));
        QCOMPARE(read.object_state().list_changes(), textOf(serializeChanges(card.views())));

        const wire::Answer known = c.other.request(card.read(4, 1));
        QVERIFY(!known.object_state().has_version());
        QVERIFY(!known.object_state().version_left_out());
        QCOMPARE(known.object_state().list_changes(), textOf(serializeChanges({})));
        // Far beyond its end is nothing more than its end.
        QVERIFY(c.other.request(card.read(0xFFFF'FFFF, ~0ULL)).has_object_state());

        QVERIFY(c.first.request(card.update(4, "two")).has_done());
        const wire::Answer old = c.other.request(card.readVersion(1));
        QCOMPARE(old.object_version().body(), std::string("one"));
        QCOMPARE(codeOf(c.other.request(card.readVersion(3))), wire::NOT_PERMITTED);
        QCOMPARE(codeOf(c.other.request(card.readVersion(~0ULL))), wire::NOT_PERMITTED);
    }

    void saysNotWhatExists()
    {
        for (const ObjectKind kind : {ObjectKind::Recovery, ObjectKind::Vault}) {
            RelayInMemory relay;
            Connections c(relay);
            QVERIFY(c.open());
            Object there(6, kind);
            Object missing(7, kind);
            QVERIFY(c.first.request(there.update(0, "secret")).has_done());
            const auto same = [&](wire::Request one, wire::Request another) {
                wire::Answer a = c.other.request(std::move(one));
                wire::Answer b = c.other.request(std::move(another));
                b.set_id(a.id());
                return codeOf(a) == wire::NOT_PERMITTED &&
                       a.SerializeAsString() == b.SerializeAsString();
            };
            if (kind == ObjectKind::Recovery) {
                QVERIFY(same(there.read(), missing.read()));
            } else {
                const wire::Answer list = c.other.request(there.read());
                QVERIFY(list.object_state().version_left_out());
                QVERIFY(!list.object_state().has_version());
            }
            QVERIFY(same(there.readVersion(1), missing.readVersion(1)));
            QVERIFY(same(loginRequest(c.other, there.login(0), there.keys[1]),
                         loginRequest(c.other, missing.login(0), missing.keys[0])));
            QVERIFY(same(loginRequest(c.other, there.login(200), there.keys[0]),
                         loginRequest(c.other, missing.login(0), missing.keys[0])));
            if (kind == ObjectKind::Recovery) {
                const SigningPublicKey& key = relay.key.publicKey();
                wire::Request wrong = missing.fetchRecovery(c.other, key);
                wrong.mutable_fetch_recovery()->set_locator(textOf(there.object));
                QVERIFY(same(wrong, missing.fetchRecovery(c.other, key)));
            }
        }
    }

    void leavesAVersionOutThatDoesNotFit()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object card(8, ObjectKind::Card);
        QVERIFY(c.first.request(card.update(0, std::string(kObjectBodyBytesMax, 'b'))).has_done());
        QVERIFY(c.other.request(card.read()).object_state().has_version());
        // A list of 257 changes, 57 kB.
        for (std::size_t from = card.changes.size(); from < 256;) {
            for (int i = 0; i < 16; ++i) {
                const SigningKey added = SigningKey::generate(card.random);
                if (!card.take(appendKey(card.list, card.root, added))) {
                    break;
                }
            }
            if (from == card.changes.size()) {
                break;
            }
            QVERIFY(c.first.request(card.update(from)).has_done());
            from = card.changes.size();
        }
        const wire::Answer all = c.other.request(card.read());
        QVERIFY(all.object_state().version_left_out());
        QVERIFY(!all.object_state().has_version());
        const auto size = all.object_state().list_size();
        const wire::Answer rest = c.other.request(card.read(size));
        QCOMPARE(rest.object_state().version().body().size(), kObjectBodyBytesMax);
        for (const Bytes& frame : c.other.rawFrames) {
            QVERIFY(frame.size() <= kMaxChannelPlaintextBytes + kChannelOverheadBytes);
        }
    }

    void namesEachErrorOfAnUpdate()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(9);
        const auto detail = [&](wire::Request request) {
            const wire::Answer answer = c.first.request(std::move(request));
            return codeOf(answer) == wire::INVALID ? static_cast<int>(answer.refusal().detail())
                                                   : -static_cast<int>(codeOf(answer));
        };
        // A version alone of what is not there; nothing at all.
        Object absent(10);
        QCOMPARE(detail(absent.update(99, "x")), 0);
        QCOMPARE(detail(absent.update(99)), 0);
        QVERIFY(c.first.request(vault.update(0, "one")).has_done());
        QCOMPARE(detail(vault.update(99)), 0);
        QCOMPARE(detail(vault.update(0)), 101); // made again

        const SeenVersion seen = vault.seen;
        const auto damaged = [&](auto damage) {
            vault.seen = seen;
            wire::Request request = vault.update(99, "two");
            vault.seen = seen;
            damage(*request.mutable_update_object());
            return detail(std::move(request));
        };
        using Update = wire::UpdateObject;
        QCOMPARE(damaged([](Update& u) { u.mutable_signed_header()->pop_back(); }), 200);
        QCOMPARE(damaged([](Update& u) { (*u.mutable_signed_header())[5] ^= 1; }), 201);
        QCOMPARE(damaged([](Update& u) { u.set_body("two!"); }), 202);
        QCOMPARE(damaged([](Update& u) { u.mutable_signed_header()->back() ^= 1; }), 206);

        // By a younger key against an older one; by a listed key that appends; bad signature.
        const auto change = [&](const Bytes& bytes) {
            const ByteView view = bytes;
            wire::Request request = vault.update(99);
            request.mutable_update_object()->set_list_changes(textOf(serializeChanges({&view, 1})));
            return detail(std::move(request));
        };
        QCOMPARE(change(strikeKey(vault.list, 2, vault.keys[2], 1)), 108);
        QCOMPARE(change(strikeKey(vault.list, 0, vault.keys[0], 77)), 109);
        const ListStatement append = vault.list.next(0, AppendKey{vault.keys[3].publicKey()});
        QCOMPARE(change(assembleListChange(append, signListChange(vault.keys[0], append),
                                           proveListKey(vault.keys[3], append))),
                 108);
        QCOMPARE(change(strikeKey(vault.list, 0, vault.keys[1], 2)), 112);
        QCOMPARE(change(appendKey(vault.list, vault.root, vault.keys[0])), 111);
        QCOMPARE(change(vetoRoot(vault.list, 0, vault.keys[0])), 116);

        // Somebody was first.
        QVERIFY(c.second.request(vault.update(99, "two")).has_done());
        vault.seen = seen;
        QCOMPARE(detail(vault.update(99, "too late")), -static_cast<int>(wire::CONFLICT));
    }

    void aProposedRootWaitsByTheClockOfTheStamps()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(11);
        QVERIFY(c.first.request(vault.update(0)).has_done());
        const auto detail = [&](const Bytes& bytes) {
            const ByteView view = bytes;
            wire::Request request = vault.update(99);
            request.mutable_update_object()->set_list_changes(textOf(serializeChanges({&view, 1})));
            const wire::Answer answer = c.first.request(std::move(request));
            if (answer.has_done()) {
                (void)vault.list.extend({&view, 1});
                return 0;
            }
            return static_cast<int>(answer.refusal().detail());
        };
        QCOMPARE(detail(proposeRoot(vault.list, 1, vault.keys[1], vault.keys[3])), 0);
        QCOMPARE(detail(proposeRoot(vault.list, 0, vault.keys[0], vault.fetch)), 115);
        QCOMPARE(detail(commitRoot(vault.list, 0, vault.keys[0])), 116);
        QCOMPARE(detail(commitRoot(vault.list, 1, vault.keys[1])), 300);
        // The relay's machine was off meanwhile: the time in which things expire follows slowly.
        relay.time.wall += kRootDelay.seconds - 1;
        QCOMPARE(detail(commitRoot(vault.list, 1, vault.keys[1])), 300);
        relay.time.wall += 1;
        QCOMPARE(detail(commitRoot(vault.list, 1, vault.keys[1])), 0);
        QVERIFY(vault.list.root() == vault.keys[3].publicKey());
    }

    void eventsComeToAllThatAreListed()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(11);
        QVERIFY(c.other.request(vault.update(0, "one")).has_done());
        const wire::Answer login =
            c.first.request(loginRequest(c.first, vault.login(0), vault.keys[0]));
        QCOMPARE(login.logged_in().newest_event(), 2U);
        QVERIFY(c.second.request(loginRequest(c.second, vault.login(1), vault.keys[1]))
                    .has_logged_in());
        QVERIFY(c.other.request(vault.update(99, "two")).has_done());
        for (MemoryConnection* one : {&c.first, &c.second}) {
            one->receive();
            QCOMPARE(objectEventsOf(*one).size(), 1U);
            QCOMPARE(objectEventsOf(*one)[0].number(), 3U);
            QCOMPARE(objectEventsOf(*one)[0].type(), wire::VERSION_STORED);
            QCOMPARE(objectEventsOf(*one)[0].detail(), 2U);
        }
        QVERIFY(objectEventsOf(c.other).empty());

        for (int i = 0; i < 300; ++i) {
            relay.advanceMs(100); // what costs signatures is limited by time
            QVERIFY(c.other.request(vault.update(99, "v" + std::to_string(i))).has_done());
        }
        wire::Request read;
        read.mutable_read_events()->set_after(1);
        const wire::Answer page = c.first.request(read);
        QCOMPARE(page.object_events().events_size(), 256);
        QCOMPARE(page.object_events().events(0).number(), 2U);
        QVERIFY(page.object_events().more());
        read.mutable_read_events()->set_after(257);
        QCOMPARE(c.first.request(read).object_events().events_size(), 46);
        read.mutable_read_events()->set_after(~0ULL);
        QCOMPARE(c.first.request(read).object_events().events_size(), 0);
        QCOMPARE(codeOf(c.other.request(read)), wire::OUT_OF_TURN);
    }

    void aStruckKeyIsToldAndOut()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(12);
        QVERIFY(c.other.request(vault.update(0, "one")).has_done());
        QVERIFY(
            c.first.request(loginRequest(c.first, vault.login(0), vault.keys[0])).has_logged_in());
        QVERIFY(c.second.request(loginRequest(c.second, vault.login(1), vault.keys[1]))
                    .has_logged_in());
        QVERIFY(vault.strike(0, 1));
        QVERIFY(c.first.request(vault.update(4, "two")).has_done());
        c.second.receive();
        QCOMPARE(goodbyeOf(c.second), wire::NOT_PERMITTED);
        QVERIFY(c.second.finished);
        QCOMPARE(objectEventsOf(c.second)[0].type(), wire::LIST_CHANGED);
        QVERIFY(!goodbyeOf(c.first));
        MemoryConnection again(relay);
        QVERIFY(again.open());
        QCOMPARE(codeOf(again.request(loginRequest(again, vault.login(1), vault.keys[1]))),
                 wire::NOT_PERMITTED);
    }

    void theRootDeletesAllOfIt()
    {
        for (const ObjectKind kind : {ObjectKind::Card, ObjectKind::Recovery, ObjectKind::Vault}) {
            RelayInMemory relay;
            Connections c(relay);
            QVERIFY(c.open());
            Object object(14, kind);
            QVERIFY(c.other.request(object.update(0, "one")).has_done());
            QVERIFY(c.first.request(loginRequest(c.first, object.login(0), object.keys[0]))
                        .has_logged_in());
            // Nobody has to be logged in for it.
            QVERIFY(c.other.request(deletionOf(object, object.root)).has_done());
            // All that are logged in to it are told and out.
            c.first.receive();
            QCOMPARE(goodbyeOf(c.first), wire::NOT_PERMITTED);
            MemoryConnection again(relay);
            QVERIFY(again.open());
            QCOMPARE(codeOf(again.request(loginRequest(again, object.login(0), object.keys[0]))),
                     wire::NOT_PERMITTED);
            QCOMPARE(codeOf(again.request(object.read())), wire::NOT_PERMITTED);
            // Whoever asks once more hears that it is gone, which nothing else says.
            const wire::Answer gone = again.request(deletionOf(object, object.root));
            QCOMPARE(codeOf(gone), wire::INVALID);
            QCOMPARE(gone.refusal().detail(), 101U);
            // The name is free.
            Object same(14, kind);
            QVERIFY(again.request(same.update(0, "one")).has_done());
        }
    }

    void nobodyElseDeletesAnything()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(15);
        Object other(16);
        QVERIFY(c.other.request(vault.update(0, "one")).has_done());
        QVERIFY(c.other.request(other.update(0, "one")).has_done());
        QVERIFY(
            c.first.request(loginRequest(c.first, vault.login(0), vault.keys[0])).has_logged_in());
        const auto detail = [&](wire::Request request) {
            const wire::Answer answer = c.first.request(std::move(request));
            return codeOf(answer) == wire::INVALID ? static_cast<int>(answer.refusal().detail())
                                                   : -static_cast<int>(codeOf(answer));
        };
        // A listed key, also the eldest, which is logged in; one that calls itself the root.
        const ListStatement own = vault.list.next(0, DeleteList{});
        QCOMPARE(detail(with(vault, assembleListChange(own, signListChange(vault.keys[0], own),
                                                       std::nullopt))),
                 108);
        QCOMPARE(detail(deletionOf(vault, vault.keys[0])), 112);
        QCOMPARE(detail(deletionOf(vault, other.root)), 112);
        // Another object's.
        QCOMPARE(detail(with(vault, deleteObject(other.list, other.root))), 0);
        // One that was made before the list changed.
        const Bytes old = deleteObject(vault.list, vault.root);
        QVERIFY(vault.strike(0, 2));
        QVERIFY(c.second.request(vault.update(4)).has_done());
        QCOMPARE(detail(with(vault, old)), -static_cast<int>(wire::CONFLICT));
        // Nothing goes with it.
        wire::Request more = vault.update(99, "two");
        const Bytes deletion = deleteObject(vault.list, vault.root);
        const ByteView view = deletion;
        more.mutable_update_object()->set_list_changes(textOf(serializeChanges({&view, 1})));
        QCOMPARE(detail(more), 0);
        const Bytes strike = strikeKey(vault.list, 0, vault.keys[0], 1);
        const std::vector<ByteView> both{strike, deletion};
        more = vault.update(99);
        more.mutable_update_object()->set_list_changes(textOf(serializeChanges(both)));
        QCOMPARE(detail(more), 0);
        // What once deleted it, by whoever was logged in (request 35, which is no more).
        wire::Request plain;
        QVERIFY(plain.ParseFromString(std::string("\x9a\x02\x00", 3)));
        QVERIFY(!c.first.request(plain).has_done());
        MemoryConnection again(relay);
        QVERIFY(again.open());
        QVERIFY(again.request(vault.read()).has_object_state());
        QVERIFY(again.request(other.read()).has_object_state());
    }

    /// Who did it may be gone before the relay answers: others hear of it nevertheless.
    void whoCutsTheLineIsNoLessHeard_data()
    {
        QTest::addColumn<bool>("fetches");
        QTest::newRow("list change") << false;
        QTest::newRow("recovery fetch") << true;
    }
    void whoCutsTheLineIsNoLessHeard()
    {
        QFETCH(bool, fetches);
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object record(13, ObjectKind::Recovery);
        QVERIFY(c.other.request(record.update(0, "one")).has_done());
        QVERIFY(c.first.request(loginRequest(c.first, record.login(0), record.keys[0]))
                    .has_logged_in());
        QVERIFY(c.second.request(loginRequest(c.second, record.login(1), record.keys[1]))
                    .has_logged_in());
        relay.hold();
        if (fetches) {
            c.other.ask(record.fetchRecovery(c.other, relay.key.publicKey()));
            c.other.flush();
            // The proof is looked at, its event is on the way to the store.
            relay.store.runQueued();
            for (const auto& task : relay.inbox->take()) {
                task();
            }
        } else {
            QVERIFY(record.strike(0, 1));
            c.other.ask(record.update(4));
            c.other.flush();
        }
        c.other.cut();
        relay.release();
        c.first.receive();
        c.second.receive();
        QCOMPARE(objectEventsOf(c.first).size(), 1U);
        QCOMPARE(objectEventsOf(c.first)[0].type(),
                 fetches ? wire::RECOVERY_FETCHED : wire::LIST_CHANGED);
        QCOMPARE(goodbyeOf(c.second).has_value(), !fetches);
    }

    /// A list change that overtakes a login: the relay once looked for a login that was not there.
    void aLoginUnderWayMeetsAListChange_data()
    {
        QTest::addColumn<int>("struck");
        QTest::newRow("its own key") << 1;
        QTest::newRow("another key") << 2;
    }
    void aLoginUnderWayMeetsAListChange()
    {
        QFETCH(int, struck);
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object vault(14);
        QVERIFY(c.other.request(vault.update(0, "one")).has_done());
        QVERIFY(vault.strike(0, static_cast<ListIndex>(struck)));
        relay.hold();
        const std::uint32_t id = c.first.ask(loginRequest(c.first, vault.login(1), vault.keys[1]));
        c.first.flush();
        relay.store.runQueued();
        c.other.ask(vault.update(4));
        c.other.flush();
        // The signature is verified and events are watched; the store judges behind the change.
        for (const auto& task : relay.inbox->take()) {
            task();
        }
        relay.release();
        c.first.receive();
        QVERIFY(c.first.answerTo(id));
        QCOMPARE(c.first.answerTo(id)->has_logged_in(), struck != 1);
        QVERIFY(!goodbyeOf(c.first));
        QCOMPARE(relay.service.hub.listeners(), struck == 1 ? 0U : 1U);
    }

    void aLoginThatIsCutLeavesNothingBehind()
    {
        RelayInMemory relay;
        MemoryConnection first(relay);
        QVERIFY(first.open());
        Object vault(15);
        QVERIFY(first.request(vault.update(0, "one")).has_done());
        for (int rounds = 0; rounds < 3; ++rounds) {
            MemoryConnection one(relay);
            QVERIFY(one.open());
            relay.hold();
            one.ask(loginRequest(one, vault.login(0), vault.keys[0]));
            one.flush();
            for (int i = 0; i < rounds; ++i) {
                relay.store.runQueued();
                for (const auto& task : relay.inbox->take()) {
                    task();
                }
            }
            one.cut();
            relay.release();
            QCOMPARE(relay.service.hub.listeners(), 0U);
        }
    }

    void aRecoveryFetchTellsEveryDevice()
    {
        RelayInMemory relay;
        Connections c(relay);
        QVERIFY(c.open());
        Object record(16, ObjectKind::Recovery);
        QVERIFY(c.first.request(record.update(0, "wrapped")).has_done());
        QVERIFY(c.first.request(loginRequest(c.first, record.login(0), record.keys[0]))
                    .has_logged_in());
        const SigningPublicKey& key = relay.key.publicKey();
        const wire::Request proof = record.fetchRecovery(c.other, key);
        // Replayed on another connection; made for another relay.
        QCOMPARE(codeOf(c.second.request(proof)), wire::NOT_PERMITTED);
        QCOMPARE(codeOf(c.other.request(record.fetchRecovery(c.other, record.root.publicKey()))),
                 wire::NOT_PERMITTED);
        c.first.receive();
        QVERIFY(objectEventsOf(c.first).empty());
        const wire::Answer fetched = c.other.request(proof);
        QCOMPARE(fetched.object_state().version().body(), std::string("wrapped"));
        c.first.receive();
        QCOMPARE(objectEventsOf(c.first).size(), 1U);
        QCOMPARE(objectEventsOf(c.first)[0].type(), wire::RECOVERY_FETCHED);
        QVERIFY(c.other.request(record.read()).has_object_state());

        // What is written later takes another fetch, which is told as well.
        QVERIFY(c.first.request(record.update(99, "wrapped anew")).has_done());
        QCOMPARE(codeOf(c.other.request(record.read())), wire::NOT_PERMITTED);
        QCOMPARE(codeOf(c.other.request(record.readVersion(2))), wire::NOT_PERMITTED);
        QCOMPARE(c.other.request(record.readVersion(1)).object_version().body(),
                 std::string("wrapped"));
        QVERIFY(c.other.request(record.fetchRecovery(c.other, key)).has_object_state());
        QCOMPARE(c.other.request(record.read()).object_state().version().body(),
                 std::string("wrapped anew"));
        c.first.receive();
        QCOMPARE(objectEventsOf(c.first).size(), 3U);
    }
};

QTEST_GUILESS_MAIN(TestObjectRequests)
#include "tst_object_requests.moc"
