#include "crypto/base/init.h"
#ifndef Q_MOC_RUN
#include "crypto/objects/object_deletion.h"
#include "tests/crypto/objects/list_world.h"
#endif

#include <QTest>

using namespace sotto::crypto;
using sotto::test::ListWorld;

namespace {

constexpr Timestamp kNow{1'800'000'000};

ListError errorOf(const Result<void, ListError>& result)
{
    return result ? static_cast<ListError>(0xFF) : result.error();
}

Bytes signedBy(const SigningKey& key, const ListStatement& statement)
{
    return assembleListChange(statement, signListChange(key, statement), {});
}

} // namespace

class TestObjectDeletion : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theRootDeletesEachKind()
    {
        for (const ObjectKind kind : {ObjectKind::Card, ObjectKind::Recovery, ObjectKind::Vault}) {
            const ListWorld w(1, kind);
            const Bytes deletion = deleteObject(w.list, w.root);
            QVERIFY(deletion.size() <= kListChangeBytesMax);
            QVERIFY(isDeletion(deletion));
            QVERIFY(w.list.checkDeletion(deletion));
            QVERIFY(isDeletionBy(w.origin(), deletion));
        }
    }

    void noListedKeyDeletes()
    {
        const ListWorld w(2);
        for (ListIndex j = 0; j < 3; ++j) {
            const Bytes own = signedBy(w.keys[j], w.list.next(j, DeleteList{}));
            QCOMPARE(errorOf(w.list.checkDeletion(own)), ListError::NotPermitted);
            QVERIFY(!isDeletionBy(w.origin(), own));
            // Nor by calling itself the root.
            const Bytes forged = deleteObject(w.list, w.keys[j]);
            QCOMPARE(errorOf(w.list.checkDeletion(forged)), ListError::BadSignature);
            QVERIFY(!isDeletionBy(w.origin(), forged));
        }
    }

    void aRootOfTheWordsBeforeDeletesNothing()
    {
        ListWorld w(3);
        const auto next = SigningKey::generate(w.random);
        const Bytes before = deleteObject(w.list, w.root);
        QVERIFY(w.take(replaceRoot(w.list, w.root, next)));
        const ListOrigin now{w.kind, w.object, w.list.root()};
        QCOMPARE(errorOf(w.list.checkDeletion(deleteObject(w.list, w.root))),
                 ListError::BadSignature);
        QCOMPARE(errorOf(w.list.checkDeletion(before)), ListError::Conflict);
        QVERIFY(!isDeletionBy(now, before));
        QVERIFY(w.list.checkDeletion(deleteObject(w.list, next)));
    }

    void isForOneObjectAlone()
    {
        const ListWorld w(4);
        const ListWorld other(5);
        const Bytes deletion = deleteObject(w.list, w.root);
        QCOMPARE(errorOf(other.list.checkDeletion(deletion)), ListError::OtherObject);
        QVERIFY(!isDeletionBy(other.origin(), deletion));
        // The same root for another object, or another kind.
        ListStatement foreign = w.list.next(kRootIndex, DeleteList{});
        foreign.object = other.object;
        QCOMPARE(errorOf(w.list.checkDeletion(signedBy(w.root, foreign))), ListError::OtherObject);
        QVERIFY(!isDeletionBy(w.origin(), signedBy(w.root, foreign)));
        ListStatement otherKind = w.list.next(kRootIndex, DeleteList{});
        otherKind.kind = ObjectKind::Card;
        QCOMPARE(errorOf(w.list.checkDeletion(signedBy(w.root, otherKind))),
                 ListError::OtherObject);
        QVERIFY(!isDeletionBy(w.origin(), signedBy(w.root, otherKind)));
    }

    void anOldOneConflicts()
    {
        ListWorld w(6);
        const Bytes old = deleteObject(w.list, w.root);
        QVERIFY(w.strike(0, 2));
        QCOMPARE(errorOf(w.list.checkDeletion(old)), ListError::Conflict);
        QVERIFY(w.list.checkDeletion(deleteObject(w.list, w.root)));
        // Who does not ask its list knows nevertheless what the root has said.
        QVERIFY(isDeletionBy(w.origin(), old));
    }

    void noListTakesIt()
    {
        ListWorld w(7);
        const KeyList before = w.list;
        QCOMPARE(errorOf(w.take(deleteObject(w.list, w.root))), ListError::Deletion);
        QVERIFY(w.list == before);
        // Neither a reader, who would see the end of what is shown to him, nor an update.
        std::vector<Bytes> changes = w.changes;
        changes.push_back(deleteObject(w.list, w.root));
        const std::vector<ByteView> views(changes.begin(), changes.end());
        QCOMPARE(KeyList::verify(w.origin(), views).error(), ListError::Deletion);
        auto object = VersionedObject::create({w.views(), {}, {}}, kNow);
        QVERIFY(object);
        const ByteView deletion = changes.back();
        QVERIFY(!object->update({{deletion}, {}, {}}, kNow));
        // Another change is none.
        QCOMPARE(errorOf(w.list.checkDeletion(strikeKey(w.list, 0, w.keys[0], 1))),
                 ListError::Malformed);
        QVERIFY(!isDeletion(strikeKey(w.list, 0, w.keys[0], 1)));
        QVERIFY(!isDeletion({}));
    }

    void aFullListCanBeDeleted()
    {
        ListWorld w(8, ObjectKind::Card, 0);
        SigningKey root = w.root.duplicate();
        while (w.list.number() + 1 < kListChangesMax) {
            SigningKey next = SigningKey::generate(w.random);
            QVERIFY(w.take(replaceRoot(w.list, root, next)));
            root = std::move(next);
        }
        QVERIFY(w.list.checkDeletion(deleteObject(w.list, root)));
    }

    void everyBitCounts()
    {
        const ListWorld w(9, ObjectKind::Recovery, 1);
        const Bytes deletion = deleteObject(w.list, w.root);
        for (std::size_t i = 0; i < deletion.size(); ++i) {
            Bytes bad = deletion;
            bad[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
            QVERIFY(!w.list.checkDeletion(bad));
            QVERIFY(!isDeletionBy(w.origin(), bad));
            QVERIFY(!ListChange::parse(ByteView(deletion).first(i)));
        }
        Bytes longer = deletion;
        longer.push_back(0);
        QVERIFY(!isDeletion(longer));
    }
};

QTEST_APPLESS_MAIN(TestObjectDeletion)
#include "tst_object_deletion.moc"
