// Walks what a reader of the screen is told about every page in every state: nothing that can be
// clicked, typed into or chosen is without a name.

#include "tests/qml/pages/stage_engine.h"

#include <memory>

#include <QAccessible>
#include <QQmlComponent>
#include <QQmlContext>
#include <QQuickItem>
#include <QQuickWindow>
#include <QtTest>

class AccessibleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everythingHasAName_data();
    void everythingHasAName();
    void aNamelessButtonIsFound();
    void nothingComplains_data() { everythingHasAName_data(); }
    void nothingComplains();
    void aComplaintIsHeard();

private:
    [[nodiscard]] static bool isInteractive(const QAccessibleInterface& item);
    static void collect(QAccessibleInterface* item, const QString& path, QStringList& nameless,
                        int& interactive);

    QQmlEngine m_engine;
    QStringList m_scenes;
};

void AccessibleTest::initTestCase()
{
    sotto::pictures::setStage(m_engine);
    QAccessible::setActive(true);
    QQmlComponent names(&m_engine, QUrl::fromLocalFile(QStringLiteral(SOTTO_PAGES_TEST_DIR
                                                                      "/scenes/SceneNames.qml")));
    const std::unique_ptr<QObject> holder(names.create());
    QVERIFY2(holder, qPrintable(names.errorString()));
    m_scenes = holder->property("all").toStringList();
    QVERIFY(m_scenes.size() > 20);
}

bool AccessibleTest::isInteractive(const QAccessibleInterface& item)
{
    switch (item.role()) {
    case QAccessible::Button:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::EditableText:
    case QAccessible::ListItem:
    case QAccessible::List:
    case QAccessible::MenuItem:
    case QAccessible::Link:
    case QAccessible::Graphic:
    case QAccessible::Heading:
    case QAccessible::AlertMessage:
        return true;
    default:
        return item.state().focusable && item.role() != QAccessible::Client &&
               item.role() != QAccessible::Window && item.role() != QAccessible::NoRole;
    }
}

void AccessibleTest::collect(QAccessibleInterface* item, const QString& path, QStringList& nameless,
                             int& interactive)
{
    if (item == nullptr || !item->isValid() || item->state().invisible)
        return;
    const QString here =
        path + QLatin1Char('/') +
        (item->object() != nullptr ? QString::fromLatin1(item->object()->metaObject()->className())
                                   : QStringLiteral("?"));
    if (isInteractive(*item)) {
        ++interactive;
        // Qt 6.4 hands out no name of a field for passwords: its description stands for it.
        const auto told = item->state().passwordEdit ? QAccessible::Description : QAccessible::Name;
        if (item->text(told).trimmed().isEmpty())
            nameless.append(here);
    }
    for (int i = 0; i < item->childCount(); ++i)
        collect(item->child(i), here, nameless, interactive);
}

void AccessibleTest::everythingHasAName_data()
{
    QTest::addColumn<QString>("scene");
    QTest::addColumn<QSize>("size");
    for (const QString& scene : qAsConst(m_scenes)) {
        QTest::newRow(qPrintable(scene + QStringLiteral(", wide"))) << scene << QSize(1200, 780);
        QTest::newRow(qPrintable(scene + QStringLiteral(", narrow"))) << scene << QSize(420, 780);
    }
}

void AccessibleTest::everythingHasAName()
{
    QFETCH(QString, scene);
    QFETCH(QSize, size);
    QQmlComponent component(
        &m_engine, QUrl::fromLocalFile(QStringLiteral(SOTTO_PAGES_TEST_DIR "/scenes/Scene.qml")));
    const std::unique_ptr<QObject> root(
        component.createWithInitialProperties({{QStringLiteral("scene"), scene}}));
    QVERIFY2(root, qPrintable(component.errorString()));
    auto* item = qobject_cast<QQuickItem*>(root.get());
    QQuickWindow window;
    window.resize(size);
    item->setParentItem(window.contentItem());
    item->setSize(size);
    window.show();
    QTRY_VERIFY(item->property("page").value<QQuickItem*>() != nullptr);
    QCoreApplication::processEvents();

    QStringList nameless;
    int interactive = 0;
    collect(QAccessible::queryAccessibleInterface(&window), {}, nameless, interactive);
    QVERIFY2(interactive > 0, "nothing on this page can be used");
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
}

// The walk is worth something only if it finds what it looks for.
void AccessibleTest::aNamelessButtonIsFound()
{
    QQmlComponent component(&m_engine);
    component.setData("import QtQuick\nItem { width: 9; height: 9; Accessible.role: "
                      "Accessible.Button }",
                      {});
    const std::unique_ptr<QObject> root(component.create());
    QVERIFY(root);
    QQuickWindow window;
    qobject_cast<QQuickItem*>(root.get())->setParentItem(window.contentItem());
    window.show();
    QStringList nameless;
    int interactive = 0;
    collect(QAccessible::queryAccessibleInterface(&window), {}, nameless, interactive);
    QCOMPARE(interactive, 1);
    QCOMPARE(nameless.size(), 1);
}

// A page that comes, changes its width and goes, with what it showed, says nothing to the log.
void AccessibleTest::nothingComplains()
{
    QFETCH(QString, scene);
    QFETCH(QSize, size);
    sotto::pictures::Complaints complaints(m_engine);
    QQmlComponent component(
        &m_engine, QUrl::fromLocalFile(QStringLiteral(SOTTO_PAGES_TEST_DIR "/scenes/Scene.qml")));
    std::unique_ptr<QObject> root(
        component.createWithInitialProperties({{QStringLiteral("scene"), scene}}));
    QVERIFY2(root, qPrintable(component.errorString()));
    auto* item = qobject_cast<QQuickItem*>(root.get());
    QQuickWindow window;
    window.resize(size);
    item->setParentItem(window.contentItem());
    item->setSize(size);
    window.show();
    QTRY_VERIFY(item->property("page").value<QQuickItem*>() != nullptr);
    QCoreApplication::processEvents();
    item->setWidth(size.width() > 1'000 ? 420 : 1'200);
    QCoreApplication::processEvents();
    QVERIFY(QMetaObject::invokeMethod(item, "reset"));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
    root.reset();
    QCOMPARE(complaints.taken().join(QLatin1Char('\n')), QString());
}

void AccessibleTest::aComplaintIsHeard()
{
    sotto::pictures::Complaints complaints(m_engine);
    QQmlComponent component(&m_engine);
    component.setData("import QtQuick\nItem { property Item none: null; property int x2: none.x }",
                      {});
    const std::unique_ptr<QObject> root(component.create());
    QVERIFY(root);
    QCOMPARE(complaints.taken().size(), 1);
}

QTEST_MAIN(AccessibleTest)
#include "tst_accessible.moc"
