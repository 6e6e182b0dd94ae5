import QtQuick
import QtTest
import Sotto.Theme

// A test of pages: shows a scene and finds what is on it.
//
//   root   the item that scenes stand in (required)
TestCase {
    id: test

    required property Item root
    property Item scene: null
    property Component maker: Component {
        Scene {
            anchors.fill: parent
        }
    }

    when: windowShown

    function initTestCase() {
        Theme.reduceMotion = true;
    }
    function cleanup() {
        compare(complaints.taken().join("\n"), "");
    }
    function show(name, width) {
        test.root.width = width ?? 1200;
        test.scene = createTemporaryObject(test.maker, test.root, { scene: name });
        tryVerify(() => test.scene.page !== null);
        wait(0);
    }
    function focused() {
        return test.scene.Window.window.activeFocusItem;
    }
    function findBy(fits, item) {
        const from = item ?? test.scene.Window.window.contentItem;
        if (from.visible && fits(from))
            return from;
        for (let i = 0; i < from.children.length; ++i) {
            const found = findBy(fits, from.children[i]);
            if (found)
                return found;
        }
        return null;
    }
    function has(text) {
        return findBy(item => item.text === text) !== null;
    }
    function button(text) {
        const fits = item => item.text === text && item.clicked !== undefined;
        tryVerify(() => findBy(fits), 5000, text);
        return findBy(fits);
    }
    function press(text) {
        mouseClick(button(text));
    }
    // With Tab alone; fails if the keyboard never gets there.
    function walkTo(text) {
        for (let i = 0; i < 60 && focused()?.text !== text; ++i)
            keyClick(Qt.Key_Tab);
        compare(focused()?.text, text);
    }
}
