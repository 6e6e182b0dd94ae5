#include "crypto/base/init.h"
#ifndef Q_MOC_RUN
#include "tests/crypto/objects/list_world.h"
#endif

#include <QTest>

using namespace sotto::crypto;
using sotto::test::ListWorld;

namespace {

ListError errorOf(const Result<void, ListError>& result)
{
    return result ? static_cast<ListError>(0xFF) : result.error();
}

Result<void, ListError> extendBy(KeyList list, const Bytes& change)
{
    const ByteView view = change;
    return list.extend({&view, 1});
}

} // namespace

class TestKeyList : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void growsAndIsVerifiedFromItsCreation()
    {
        for (const ObjectKind kind : {ObjectKind::Card, ObjectKind::Recovery, ObjectKind::Vault}) {
            ListWorld w(1, kind);
            QVERIFY(w.strike(0, 2));
            const auto verified = KeyList::verify(w.origin(), w.views());
            QVERIFY(verified);
            QVERIFY(*verified == w.list);
            QCOMPARE(verified->number(), 4U);
            QCOMPARE(verified->size(), std::size_t{3});
            QVERIFY(verified->mayWrite(0) && verified->mayWrite(1) && !verified->mayWrite(2));
            QVERIFY(verified->mayWrite(kRootIndex) && !verified->mayWrite(3));
            QVERIFY(verified->couldWriteAt(2, 3) && !verified->couldWriteAt(2, 2));
            QVERIFY(verified->find(w.keys[1].publicKey()) == ListIndex{1});
            QVERIFY(!verified->find(w.keys[2].publicKey()));
            QCOMPARE(verified->fetchKey() != nullptr, kind == ObjectKind::Recovery);
        }
    }

    void attack7ListKeyNeitherRemovesAnOlderOneNorAppends()
    {
        for (ListIndex j = 0; j < 3; ++j) {
            ListWorld w(2);
            const KeyList before = w.list;
            for (ListIndex older = 0; older < j; ++older) {
                QCOMPARE(errorOf(w.strike(j, older)), ListError::NotPermitted);
            }
            const auto append = w.list.next(j, AppendKey{w.keys[3].publicKey()});
            QCOMPARE(errorOf(w.take(assembleListChange(append, signListChange(w.keys[j], append),
                                                       proveListKey(w.keys[3], append)))),
                     ListError::NotPermitted);
            const auto replace = w.list.next(j, ReplaceRoot{w.keys[3].publicKey()});
            QCOMPARE(errorOf(w.take(assembleListChange(replace, signListChange(w.keys[j], replace),
                                                       proveListKey(w.keys[3], replace)))),
                     ListError::NotPermitted);
            // Nor by calling itself the root, or an older key.
            QCOMPARE(errorOf(w.take(appendKey(w.list, w.keys[j], w.keys[3]))),
                     ListError::BadSignature);
            if (j > 0) {
                const auto strike = w.list.next(0, StrikeKey{0});
                QCOMPARE(errorOf(w.take(
                             assembleListChange(strike, signListChange(w.keys[j], strike), {}))),
                         ListError::BadSignature);
            }
            QVERIFY(w.list == before);
        }
    }

    void aKeyStrikesItselfAndYoungerOnes()
    {
        ListWorld w(3);
        QVERIFY(w.strike(1, 2));
        QVERIFY(w.strike(1, 1));
        QCOMPARE(errorOf(w.strike(1, 2)), ListError::StruckSigner);
        QCOMPARE(errorOf(w.strike(0, 1)), ListError::AlreadyStruck);
        QCOMPARE(errorOf(w.strike(0, 3)), ListError::UnknownTarget);
        QCOMPARE(errorOf(w.strike(0, kRootIndex)), ListError::UnknownTarget);
        QVERIFY(w.strike(kRootIndex, 0));
        // Places never shift: the next key gets a new one.
        QVERIFY(w.take(appendKey(w.list, w.root, w.keys[3])));
        QVERIFY(w.list.find(w.keys[3].publicKey()) == ListIndex{3});
    }

    void aStruckKeyDoesNotComeBack()
    {
        ListWorld w(4);
        QVERIFY(w.strike(kRootIndex, 1));
        QCOMPARE(errorOf(w.take(appendKey(w.list, w.root, w.keys[1]))), ListError::KeyReused);
        QCOMPARE(errorOf(w.take(appendKey(w.list, w.root, w.root))), ListError::KeyReused);
        QCOMPARE(errorOf(w.take(replaceRoot(w.list, w.root, w.keys[0]))), ListError::KeyReused);
        ListWorld record(1, ObjectKind::Recovery);
        QCOMPARE(errorOf(record.take(appendKey(record.list, record.root, record.fetch))),
                 ListError::KeyReused);
    }

    void aNewRootTakesThePlaceOfTheOld()
    {
        ListWorld w(5);
        const auto next = SigningKey::generate(w.random);
        QVERIFY(w.take(replaceRoot(w.list, w.root, next)));
        QVERIFY(w.list.root() == next.publicKey());
        QCOMPARE(errorOf(w.take(appendKey(w.list, w.root, w.keys[3]))), ListError::BadSignature);
        QVERIFY(w.take(appendKey(w.list, next, w.keys[3])));
        // The reader still begins with the first root.
        QVERIFY(KeyList::verify(w.origin(), w.views()));
    }

    void aRecoveryRecordKeepsItsRoot()
    {
        ListWorld w(6, ObjectKind::Recovery);
        const auto next = SigningKey::generate(w.random);
        QCOMPARE(errorOf(w.take(replaceRoot(w.list, w.root, next))), ListError::NotPermitted);
    }

    void everyNamedKeyShowsItsPossession()
    {
        ListWorld w(7);
        const auto other = SigningKey::generate(w.random);
        const auto append = w.list.next(kRootIndex, AppendKey{w.keys[3].publicKey()});
        QCOMPARE(errorOf(w.take(assembleListChange(append, signListChange(w.root, append),
                                                   proveListKey(other, append)))),
                 ListError::BadPossession);
        const auto replace = w.list.next(kRootIndex, ReplaceRoot{w.keys[3].publicKey()});
        QCOMPARE(errorOf(w.take(assembleListChange(replace, signListChange(w.root, replace),
                                                   proveListKey(other, replace)))),
                 ListError::BadPossession);
        ListStatement create;
        create.kind = ObjectKind::Recovery;
        create.body = CreateList{w.root.publicKey(), w.fetch.publicKey()};
        const auto list = KeyList::create(assembleListChange(create, signListChange(w.root, create),
                                                             proveListKey(other, create)));
        QCOMPARE(list.error(), ListError::BadPossession);
        QCOMPARE(
            KeyList::create(createKeyList(ObjectKind::Recovery, w.object, w.root, &w.root)).error(),
            ListError::KeyReused);
    }

    void secondChangeOfTheSameNumberConflicts()
    {
        ListWorld w(8);
        const Bytes first = strikeKey(w.list, 0, w.keys[0], 1);
        const Bytes second = strikeKey(w.list, 0, w.keys[0], 2);
        QVERIFY(w.take(first));
        QCOMPARE(errorOf(w.take(second)), ListError::Conflict);
        QCOMPARE(errorOf(w.take(first)), ListError::Conflict);
    }

    void aChangeBehindAnotherLineConflicts()
    {
        ListWorld w(8);
        ListWorld fork(8);
        QVERIFY(w.strike(0, 1));
        QVERIFY(fork.strike(0, 2));
        const Bytes next = appendKey(fork.list, fork.root, fork.keys[3]);
        QCOMPARE(errorOf(w.take(next)), ListError::Conflict);
        QVERIFY(fork.take(next));
    }

    void aBatchIsTakenWholeOrNotAtAll()
    {
        ListWorld w(9);
        const KeyList before = w.list;
        const Bytes good = strikeKey(w.list, 0, w.keys[0], 1);
        const Bytes bad = strikeKey(w.list, 0, w.keys[0], 2);
        const std::vector<ByteView> batch{good, bad};
        QCOMPARE(errorOf(w.list.extend(batch)), ListError::Conflict);
        QVERIFY(w.list == before);
        QVERIFY(w.list.extend({}));
    }

    void isBoundToObjectKindAndRoot()
    {
        ListWorld w(10);
        ListWorld other(11);
        ListOrigin origin = w.origin();
        origin.kind = ObjectKind::Card;
        QCOMPARE(KeyList::verify(origin, w.views()).error(), ListError::OtherObject);
        origin = w.origin();
        origin.object = other.object;
        QCOMPARE(KeyList::verify(origin, w.views()).error(), ListError::OtherObject);
        origin = w.origin();
        origin.root = other.root.publicKey();
        QCOMPARE(KeyList::verify(origin, w.views()).error(), ListError::OtherRoot);
        QCOMPARE(KeyList::verify(w.origin(), {}).error(), ListError::NotCreation);
        QCOMPARE(KeyList::verify(w.origin(), std::vector<ByteView>{w.changes[1]}).error(),
                 ListError::NotCreation);
        QCOMPARE(errorOf(extendBy(w.list, w.changes[0])), ListError::NotCreation);
        auto foreign = w.list.next(kRootIndex, StrikeKey{0});
        foreign.object = other.object;
        QCOMPARE(errorOf(extendBy(
                     w.list, assembleListChange(foreign, signListChange(w.root, foreign), {}))),
                 ListError::OtherObject);
        auto otherKind = w.list.next(kRootIndex, StrikeKey{0});
        otherKind.kind = ObjectKind::Card;
        QCOMPARE(errorOf(extendBy(
                     w.list, assembleListChange(otherKind, signListChange(w.root, otherKind), {}))),
                 ListError::OtherObject);
    }

    void aCreationIsByItsRootAndFirst()
    {
        ListWorld w(12);
        ListStatement statement;
        statement.kind = ObjectKind::Card;
        statement.body = CreateList{w.root.publicKey(), {}};
        const auto tryIt = [&](const ListStatement& s, const SigningKey& signer) {
            return KeyList::create(assembleListChange(s, signListChange(signer, s), {}));
        };
        QVERIFY(tryIt(statement, w.root));
        QCOMPARE(tryIt(statement, w.keys[0]).error(), ListError::BadSignature);
        ListStatement changed = statement;
        changed.number = 1;
        QCOMPARE(tryIt(changed, w.root).error(), ListError::NotCreation);
        changed = statement;
        changed.previous.bytes[0] = 1;
        QCOMPARE(tryIt(changed, w.root).error(), ListError::NotCreation);
        changed = statement;
        changed.signer = 0;
        QCOMPARE(tryIt(changed, w.root).error(), ListError::NotCreation);
    }

    // Each bit of each change, in place: the list is never a valid one.
    void everyBitOfEveryChangeCounts()
    {
        ListWorld w(13, ObjectKind::Recovery, 1);
        QVERIFY(w.strike(0, 0));
        for (std::size_t at = 0; at < w.changes.size(); ++at) {
            for (std::size_t i = 0; i < w.changes[at].size(); ++i) {
                ListWorld copy(13, ObjectKind::Recovery, 1);
                copy.changes = w.changes;
                copy.changes[at][i] ^= static_cast<std::uint8_t>(1U << (i % 8));
                QVERIFY2(!KeyList::verify(w.origin(), copy.views()),
                         qPrintable(QString("change %1 byte %2").arg(at).arg(i)));
            }
            const ByteView whole = w.changes[at];
            for (std::size_t length = 0; length < whole.size(); ++length) {
                QVERIFY(!ListChange::parse(whole.first(length)));
            }
            Bytes longer = w.changes[at];
            longer.push_back(0);
            QVERIFY(ListChange::parse(longer).error().kind == ParseError::Kind::TrailingBytes);
        }
    }

    void aRootIsReplacedSlowly()
    {
        ListWorld w(20);
        const SigningKey& next = w.keys[3];
        QVERIFY(w.list.proposedRoot() == nullptr);
        QVERIFY(w.take(proposeRoot(w.list, 1, w.keys[1], next)));
        QVERIFY(w.list.proposedRoot() != nullptr);
        QVERIFY(*w.list.proposedRoot() == (ProposedRoot{next.publicKey(), 1, 4}));
        QVERIFY(w.list.root() == w.root.publicKey());
        // Only who has proposed it commits, and only once.
        QCOMPARE(errorOf(w.take(commitRoot(w.list, 0, w.keys[0]))), ListError::NotProposed);
        QCOMPARE(errorOf(w.take(commitRoot(w.list, kRootIndex, w.root))), ListError::NotPermitted);
        QCOMPARE(errorOf(w.take(proposeRoot(w.list, 0, w.keys[0], SigningKey::generate(w.random)))),
                 ListError::RootPending);
        QVERIFY(w.take(commitRoot(w.list, 1, w.keys[1])));
        QVERIFY(w.list.root() == next.publicKey());
        QVERIFY(w.list.isRootCommitted());
        QVERIFY(w.list.proposedRoot() == nullptr);
        QCOMPARE(errorOf(w.take(commitRoot(w.list, 1, w.keys[1]))), ListError::NotProposed);
        // The former root is nobody now.
        QCOMPARE(errorOf(w.take(appendKey(w.list, w.root, SigningKey::generate(w.random)))),
                 ListError::BadSignature);
        QVERIFY(w.take(appendKey(w.list, next, SigningKey::generate(w.random))));
        QVERIFY(KeyList::verify(w.origin(), w.views()));
    }

    void aProposedRootIsStopped_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("veto by a younger key") << 2;
        QTest::newRow("veto by an older key") << 0;
        QTest::newRow("veto by itself") << 1;
        QTest::newRow("veto by the root") << int{kRootIndex};
        QTest::newRow("its key is struck") << -1;
        QTest::newRow("the root is replaced at once") << -2;
    }
    void aProposedRootIsStopped()
    {
        QFETCH(int, how);
        ListWorld w(21);
        QVERIFY(w.take(proposeRoot(w.list, 1, w.keys[1], w.keys[3])));
        if (how == -1) {
            QVERIFY(w.strike(0, 1));
        } else if (how == -2) {
            QVERIFY(w.take(replaceRoot(w.list, w.root, SigningKey::generate(w.random))));
        } else {
            const auto by = static_cast<ListIndex>(how);
            QVERIFY(w.take(vetoRoot(w.list, by, w.keyOf(by))));
            QCOMPARE(errorOf(w.take(vetoRoot(w.list, by, w.keyOf(by)))), ListError::NotProposed);
        }
        QVERIFY(w.list.proposedRoot() == nullptr);
        QCOMPARE(errorOf(w.take(commitRoot(w.list, 1, w.keys[1]))),
                 how == -1 ? ListError::StruckSigner : ListError::NotProposed);
        QVERIFY(KeyList::verify(w.origin(), w.views()));
    }

    void whatMayBeProposed()
    {
        ListWorld w(22);
        QCOMPARE(errorOf(w.take(proposeRoot(w.list, kRootIndex, w.root, w.keys[3]))),
                 ListError::NotPermitted);
        QVERIFY(w.strike(0, 2));
        QCOMPARE(errorOf(w.take(proposeRoot(w.list, 2, w.keys[2], w.keys[3]))),
                 ListError::StruckSigner);
        for (const SigningKey* known : {&w.root, &w.keys[0], &w.keys[2]}) {
            QCOMPARE(errorOf(w.take(proposeRoot(w.list, 0, w.keys[0], *known))),
                     ListError::KeyReused);
        }
        QVERIFY(w.take(proposeRoot(w.list, 0, w.keys[0], w.keys[3])));
        // What is proposed is taken.
        QCOMPARE(errorOf(w.take(appendKey(w.list, w.root, w.keys[3]))), ListError::KeyReused);
        QCOMPARE(errorOf(w.take(replaceRoot(w.list, w.root, w.keys[3]))), ListError::KeyReused);
        // Possession is proven here too.
        ListWorld other(23);
        const auto proposal = other.list.next(0, ProposeRoot{other.keys[3].publicKey()});
        QCOMPARE(
            errorOf(other.take(assembleListChange(proposal, signListChange(other.keys[0], proposal),
                                                  proveListKey(other.keys[2], proposal)))),
            ListError::BadPossession);
        // A recovery record belongs to its phrase.
        ListWorld record(24, ObjectKind::Recovery);
        QCOMPARE(errorOf(record.take(proposeRoot(record.list, 0, record.keys[0], record.keys[3]))),
                 ListError::NotPermitted);
        QCOMPARE(errorOf(record.take(vetoRoot(record.list, 0, record.keys[0]))),
                 ListError::NotPermitted);
    }

    void aStolenKeyDoesNotFillTheListWithProposals()
    {
        ListWorld w(25);
        while (true) {
            const auto taken =
                w.take(proposeRoot(w.list, 2, w.keys[2], SigningKey::generate(w.random)));
            if (!taken) {
                QCOMPARE(taken.error(), ListError::Full);
                break;
            }
            QVERIFY(w.take(vetoRoot(w.list, 2, w.keys[2])));
        }
        QCOMPARE(w.list.number(), 3 + 2 * std::uint32_t{kRootProposalsMax});
        QCOMPARE(w.list.proposalsLeft(2), 0);
        QCOMPARE(w.list.proposalsLeft(0), int{kRootProposalsMax});
        QVERIFY(w.strike(0, 2));
        QVERIFY(w.take(proposeRoot(w.list, 0, w.keys[0], SigningKey::generate(w.random))));
        QVERIFY(w.take(replaceRoot(w.list, w.root, w.keys[3])));
    }

    void limits()
    {
        ListWorld w(14, ObjectKind::Card, 0);
        std::size_t added = 0;
        while (added < kListKeysMax) {
            QVERIFY(w.take(appendKey(w.list, w.root, SigningKey::generate(w.random))));
            ++added;
        }
        QCOMPARE(errorOf(w.take(appendKey(w.list, w.root, w.keys[0]))), ListError::Full);
        SigningKey root = w.root.duplicate();
        while (w.list.number() + 1 < kListChangesMax) {
            SigningKey next = SigningKey::generate(w.random);
            QVERIFY(w.take(replaceRoot(w.list, root, next)));
            root = std::move(next);
        }
        QCOMPARE(errorOf(w.take(strikeKey(w.list, kRootIndex, root, 0))), ListError::Full);
        const Bytes stored = w.list.serialize();
        QCOMPARE(stored.size(), kKeyListBytesMax - 40 - 256); // no root was ever proposed
        QVERIFY(*KeyList::parse(stored) == w.list);
    }

    void storedStateComesBack()
    {
        for (const ObjectKind kind : {ObjectKind::Card, ObjectKind::Recovery}) {
            ListWorld w(15, kind);
            QVERIFY(w.strike(0, 2));
            if (kind == ObjectKind::Card) {
                QVERIFY(w.take(proposeRoot(w.list, 1, w.keys[1], w.keys[3])));
            }
            const Bytes stored = w.list.serialize();
            const auto parsed = KeyList::parse(stored);
            QVERIFY(parsed);
            QVERIFY(*parsed == w.list);
            for (std::size_t length = 0; length < stored.size(); ++length) {
                QVERIFY(!KeyList::parse(ByteView(stored).first(length)));
            }
            // Another state or none, never a crash.
            for (std::size_t i = 0; i < stored.size(); ++i) {
                Bytes bad = stored;
                bad[i] ^= 0x80;
                const auto other = KeyList::parse(bad);
                QVERIFY(!other || !(*other == w.list));
            }
        }
    }

    void batchesAreSplit()
    {
        ListWorld w(16);
        const Bytes sent = serializeChanges(w.views());
        const auto split = splitChanges(sent);
        QVERIFY(split);
        QVERIFY(KeyList::verify(w.origin(), *split));
        for (std::size_t length = 0; length < sent.size(); ++length) {
            QVERIFY(!splitChanges(ByteView(sent).first(length)));
        }
        QVERIFY(splitChanges(serializeChanges({})));
    }
};

QTEST_APPLESS_MAIN(TestKeyList)
#include "tst_key_list.moc"
