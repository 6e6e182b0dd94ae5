#include "app/viewmodels/qr_text.h"
#include "tests/app/viewmodels/app_person.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace sotto;
using namespace sotto::viewmodels;
using tests::AppPerson;
using tests::befriend;
using tests::begin;

/// The view-models over a real core, against a real relay.
class TestApp : public QObject
{
    Q_OBJECT

private:
    test::World m_world;

    static void say(AppPerson& person, const QString& text)
    {
        person.app->current()->composer()->setText(text);
        QVERIFY(person.app->current()->composer()->canSend());
        person.app->current()->composer()->send();
    }

    static QString newest(AppPerson& person, int role = MessageModel::TextRole)
    {
        return person.app->current()->messages()->index(0).data(role).toString();
    }

private Q_SLOTS:
    void talks()
    {
        AppPerson alice(m_world);
        AppPerson bob(m_world);
        begin(alice, QStringLiteral("Alice"));
        begin(bob, QStringLiteral("Bob"));
        befriend(alice, bob);
        const QAbstractItemModelTester messages(bob.app->current()->messages());
        const QAbstractItemModelTester list(bob.app->conversations());
        QTRY_VERIFY(bob.app->current()->messages()->loaded());
        say(bob, QStringLiteral("Hello **Alice**"));
        // At once, before anything was stored.
        QCOMPARE(newest(bob), QStringLiteral("Hello **Alice**"));
        QTRY_COMPARE(newest(alice), QStringLiteral("Hello **Alice**"));
        QTRY_COMPARE(newest(bob, MessageModel::StateTextRole), QStringLiteral("Delivered"));
        QVERIFY(alice.app->current()->unreadCount() > 0);
        alice.app->setWindowActive(true);
        alice.app->current()->seen(0);
        QTRY_COMPARE(alice.app->current()->unreadCount(), 0);
        QTRY_COMPARE(newest(bob, MessageModel::StateTextRole), QStringLiteral("Read"));
        QTRY_VERIFY(bob.app->words()->offer());
        bob.app->current()->editLast();
        QVERIFY(bob.app->current()->composer()->isEditing());
        say(bob, QStringLiteral("Hello again"));
        QTRY_COMPARE(newest(alice), QStringLiteral("Hello again"));
        alice.app->current()->contact()->loadDetails();
        bob.app->current()->contact()->loadDetails();
        QTRY_COMPARE(alice.app->current()->contact()->safetyNumber().size(), 12);
        QTRY_COMPARE(bob.app->current()->contact()->safetyNumber(),
                     alice.app->current()->contact()->safetyNumber());
        QVERIFY(!alice.app->current()->contact()->safetyQr().isEmpty());
        const QTemporaryDir folder;
        const QString code = folder.filePath(QStringLiteral("code.png"));
        QVERIFY(qrPicture(alice.app->current()->contact()->safetyQr()).save(code));
        bob.app->current()->contact()->compareImage(QUrl::fromLocalFile(code));
        QTRY_COMPARE(bob.app->current()->contact()->comparison(),
                     ContactDetails::Comparison::Match);
        alice.app->current()->contact()->compareImage(QUrl::fromLocalFile(code));
        QTRY_COMPARE(alice.app->current()->contact()->comparison(),
                     ContactDetails::Comparison::OwnCode);
    }

    void unblocks()
    {
        AppPerson alice(m_world);
        AppPerson bob(m_world);
        begin(alice, QStringLiteral("Alice"));
        begin(bob, QStringLiteral("Bob"));
        const QAbstractItemModelTester tester(alice.app->blocked());
        befriend(alice, bob);
        QCOMPARE(alice.app->blocked()->count(), 0);
        alice.app->current()->contact()->block();
        QTRY_COMPARE(alice.app->blocked()->count(), 1);
        QVERIFY(alice.app->current()->isBlocked());
        const QModelIndex row = alice.app->blocked()->index(0);
        QCOMPARE(row.data(BlockedListModel::NameRole).toString(), QStringLiteral("Bob"));
        // Another start reads the same.
        alice.restart();
        QTRY_COMPARE(alice.app->stage(), App::Stage::Ready);
        QTRY_COMPARE(alice.app->blocked()->count(), 1);
        alice.app->unblock(static_cast<qint64>(
            alice.app->blocked()->index(0).data(BlockedListModel::ContactIdRole).toDouble()));
        QTRY_COMPARE(alice.app->blocked()->count(), 0);
        alice.app->nextConversation();
        QVERIFY(alice.app->current());
        QTRY_VERIFY(!alice.app->current()->isBlocked());
    }

    void anInviteIsLeftUnanswered()
    {
        AppPerson alice(m_world);
        AppPerson bob(m_world);
        begin(alice, QStringLiteral("Alice"));
        begin(bob, QStringLiteral("Bob"));
        alice.app->newInvite(1, 3'600);
        QTRY_VERIFY(alice.app->invite());
        QTRY_VERIFY(alice.app->invite()->published());
        InviteOpening* const opening = bob.app->inviteOpening();
        bob.app->openFromOutside(alice.app->invite()->link());
        QVERIFY(!opening->deciding());
        opening->acceptOutsideLink();
        QTRY_VERIFY(opening->deciding());
        QVERIFY(!opening->linkFromOutside().isEmpty());
        opening->decline();
        QVERIFY(!opening->deciding());
        QVERIFY(opening->linkFromOutside().isEmpty());
        opening->accept();
        QVERIFY(!opening->busy());
        QCOMPARE(bob.app->conversations()->count(), 0);
        QVERIFY(alice.app->invite());
    }

    void marksWhatIsFoundInTheOpenConversation()
    {
        AppPerson alice(m_world);
        begin(alice, QStringLiteral("Alice"));
        alice.app->notesToSelf();
        QTRY_VERIFY(alice.app->current());
        QTRY_VERIFY(alice.app->current()->messages()->loaded());
        say(alice, QStringLiteral("the old boat"));
        say(alice, QStringLiteral("the new boat"));
        // Until the core has taken them, they have no identifiers of their own.
        for (const int row : {0, 1}) {
            QTRY_VERIFY(alice.app->current()
                            ->messages()
                            ->index(row)
                            .data(MessageModel::MessageIdRole)
                            .toLongLong() > 0);
        }
        const auto isCurrent = [&alice](int row) {
            return alice.app->current()
                ->messages()
                ->index(row)
                .data(MessageModel::FormattedRole)
                .toString()
                .contains(alice.app->textLook()->currentMark().name());
        };
        SearchModel* search = alice.app->search();
        search->setInConversation(alice.app->current()->conversationId());
        search->setQuery(QStringLiteral("boat"));
        QTRY_COMPARE(search->currentHitText(), QStringLiteral("1 of 2"));
        QVERIFY(isCurrent(0) && !isCurrent(1));
        search->previous();
        QCOMPARE(search->currentHitText(), QStringLiteral("2 of 2"));
        QVERIFY(!isCurrent(0) && isCurrent(1));
        // Leaving the conversation ends it.
        alice.app->closeConversation();
        QCOMPARE(search->inConversation(), qint64{0});
        QVERIFY(search->query().isEmpty());
    }

    void actsOnRowsOfTheList()
    {
        AppPerson alice(m_world);
        AppPerson bob(m_world);
        begin(alice, QStringLiteral("Alice"));
        begin(bob, QStringLiteral("Bob"));
        befriend(alice, bob);
        QTRY_VERIFY(alice.app->current()->messages()->loaded());
        say(alice, QStringLiteral("Hello"));
        const ConversationListModel* list = bob.app->conversations();
        const auto role = [list](int which) { return list->index(0).data(which); };
        bob.app->closeConversation();
        QTRY_COMPARE(role(ConversationListModel::UnreadRole).toInt(), 1);
        const qint64 id = role(ConversationListModel::ConversationIdRole).toLongLong();
        ConversationActions* actions = bob.app->actions();
        actions->setPinned(id, true);
        QTRY_VERIFY(role(ConversationListModel::PinnedRole).toBool());
        actions->setMuted(id, true);
        QTRY_VERIFY(role(ConversationListModel::MutedRole).toBool());
        QCOMPARE(bob.app->unreadTotal(), 0);
        actions->setMuted(id, false);
        QTRY_COMPARE(bob.app->unreadTotal(), 1);
        actions->markRead(id);
        QTRY_COMPARE(role(ConversationListModel::UnreadRole).toInt(), 0);
        actions->markUnread(id);
        QTRY_COMPARE(role(ConversationListModel::UnreadRole).toInt(), 1);
        actions->block(id);
        QTRY_COMPARE(list->count(), 0);
        const qint64 other = alice.app->current()->conversationId();
        alice.app->actions()->remove(other);
        QTRY_COMPARE(alice.app->conversations()->count(), 0);
        QTRY_VERIFY(!alice.app->current());
    }

    void locksAndUnlocks()
    {
        AppPerson alice(m_world);
        AppPerson bob(m_world);
        begin(alice, QStringLiteral("Alice"));
        begin(bob, QStringLiteral("Bob"));
        befriend(alice, bob);
        alice.app->appLock()->lock();
        QCOMPARE(alice.app->stage(), App::Stage::Ready);
        QSignalSpy stored(alice.app->settings(), &Settings::passphraseStored);
        alice.app->settings()->setPassphrase({}, QString::fromLatin1("correct horse"));
        QTRY_COMPARE(stored.size(), 1);
        QTRY_VERIFY(alice.app->appLock()->canLock());
        alice.app->current()->composer()->setText(QStringLiteral("half a thought"));
        QSignalSpy locked(alice.app.get(), &App::locked);
        alice.app->appLock()->lock();
        QCOMPARE(locked.size(), 1);
        QCOMPARE(alice.app->stage(), App::Stage::Locked);
        QVERIFY(!alice.app->current());
        QCOMPARE(alice.app->conversations()->count(), 0);
        QVERIFY(alice.app->me()->name().isEmpty());
        alice.app->appLock()->unlock(QString::fromLatin1("wrong horse"));
        QTRY_COMPARE(alice.app->appLock()->error(), QStringLiteral("That is not the password."));
        alice.app->appLock()->unlock(QString::fromLatin1("correct horse"));
        QTRY_COMPARE(alice.app->stage(), App::Stage::Ready);
        QTRY_COMPARE(alice.app->conversations()->count(), 1);
        alice.app->nextConversation();
        QTRY_COMPARE(alice.app->current()->composer()->text(), QStringLiteral("half a thought"));
        alice.restart();
        QTRY_COMPARE(alice.app->stage(), App::Stage::Unlock);
    }

    void whatWasSentIsNoDraft()
    {
        AppPerson alice(m_world);
        begin(alice, QStringLiteral("Alice"));
        const auto reopen = [&] {
            alice.app->closeConversation();
            alice.app->notesToSelf();
            QTRY_VERIFY(alice.app->current());
            QTRY_VERIFY(alice.app->current()->messages()->loaded());
        };
        reopen();
        alice.app->current()->composer()->setText(QStringLiteral("Buy milk"));
        // Leaving stores the draft, and the list shows it once it is stored.
        alice.app->closeConversation();
        const auto preview = [&] {
            const QModelIndex first = alice.app->conversations()->index(0, 0);
            return static_cast<ConversationListModel::PreviewKind>(
                first.data(ConversationListModel::PreviewKindRole).toInt());
        };
        QTRY_COMPARE(preview(), ConversationListModel::PreviewKind::Draft);
        reopen();
        QCOMPARE(alice.app->current()->composer()->text(), QStringLiteral("Buy milk"));
        alice.app->current()->composer()->send();
        alice.app->closeConversation();
        QTRY_COMPARE(preview(), ConversationListModel::PreviewKind::Text);
        reopen();
        QCOMPARE(newest(alice), QStringLiteral("Buy milk"));
        QCOMPARE(alice.app->current()->composer()->text(), QString());
    }

    void refusesThePhrase()
    {
        AppPerson alice(m_world);
        begin(alice, QStringLiteral("Alice"));
        alice.app->notesToSelf();
        QTRY_VERIFY(alice.app->current());
        QTRY_VERIFY(alice.app->current()->messages()->loaded());
        const QString phrase = QStringLiteral("abandon abandon abandon abandon abandon abandon "
                                              "abandon abandon abandon abandon abandon about");
        say(alice, phrase);
        QTRY_VERIFY(alice.app->current()->composer()->holdsPhrase());
        QCOMPARE(alice.app->current()->messages()->count(), 0);
        QCOMPARE(alice.app->current()->composer()->text(), phrase);
        alice.app->current()->composer()->removePhrase();
        QVERIFY(alice.app->current()->composer()->text().isEmpty());
    }

    void saysWhyItDoesNotOpen()
    {
        AppPerson alice(m_world);
        begin(alice, QStringLiteral("Alice"));
        {
            core::SystemClock clock;
            crypto::SystemRandom random;
            core::Environment environment{random, clock, {}, 0, 20};
            App second(AppOptions{environment, alice.folder.path().toStdString()});
            second.open();
            QCOMPARE(second.stage(), App::Stage::Failed);
            QCOMPARE(second.failureAction(), App::FailureAction::TryAgain);
            alice.stop();
            second.retry();
            QTRY_COMPARE(second.stage(), App::Stage::Ready);
        }
        QFile database(alice.folder.filePath(QStringLiteral("sotto.db")));
        QVERIFY(database.open(QIODevice::ReadWrite));
        database.write(QByteArray(64, 'x'));
        database.close();
        alice.restart();
        QTRY_COMPARE(alice.app->stage(), App::Stage::Failed);
        QCOMPARE(alice.app->failureAction(), App::FailureAction::ShowFolder);
        alice.stop();
        QVERIFY(QFile::remove(alice.folder.filePath(QStringLiteral("key"))));
        alice.restart();
        QTRY_COMPARE(alice.app->stage(), App::Stage::Failed);
        QVERIFY(!alice.app->failureTitle().isEmpty());
    }

    void usesTheKeychain()
    {
        AppPerson alice(m_world);
        alice.hasKeychain = true;
        begin(alice, QStringLiteral("Alice"));
        QCOMPARE(alice.keychain.entries.size(), std::size_t{1});
        alice.keychain.status = keychain::KeychainStatus::Locked;
        alice.restart();
        QTRY_COMPARE(alice.app->stage(), App::Stage::Failed);
        QCOMPARE(alice.app->failureAction(), App::FailureAction::OpenKeychain);
        alice.keychain.status = keychain::KeychainStatus::Ok;
        alice.app->retry();
        QTRY_COMPARE(alice.app->stage(), App::Stage::Ready);
        QSignalSpy stored(alice.app->settings(), &Settings::passphraseStored);
        alice.app->settings()->setPassphrase({}, QString::fromLatin1("correct horse"));
        QTRY_COMPARE(stored.size(), 1);
        QVERIFY(alice.keychain.entries.empty());
    }
};

QTEST_MAIN(TestApp)
#include "tst_app.moc"
