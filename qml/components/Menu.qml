import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// A menu of MenuItem and MenuLine. Open with popup() at the pointer or open() below its parent.
// Arrows move, Enter chooses, Escape closes.
T.Menu {
    id: menu

    margins: Theme.space.s
    padding: Theme.space.xs
    implicitWidth: Math.max(Theme.size.menuMin, contentItem.implicitWidth + leftPadding + rightPadding)
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    overlap: 1

    onAboutToShow: PopupFocus.keep(T.Overlay.overlay)
    onClosed: PopupFocus.giveBack(T.Overlay.overlay)

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.motion.fast
            easing.type: Theme.motion.easingIn
        }
    }
    exit: Transition {
        NumberAnimation {
            property: "opacity"
            to: 0
            duration: Theme.motion.fast
            easing.type: Theme.motion.easingOut
        }
    }

    delegate: MenuItem {}

    contentItem: ListView {
        implicitHeight: contentHeight
        // A list does not know how wide its rows want to be; the menu's own count of them is small.
        implicitWidth: menu.widest(menu.count)
        model: menu.contentModel
        currentIndex: menu.currentIndex
        interactive: contentHeight > height
        clip: interactive
        boundsBehavior: Flickable.StopAtBounds

        T.ScrollBar.vertical: ScrollBar {}
    }

    background: Elevation {
        radius: Theme.radius.row
    }

    function widest(count: int): real {
        let width = 0;
        for (let i = 0; i < count; ++i)
            width = Math.max(width, menu.itemAt(i).implicitWidth);
        return width;
    }
}
