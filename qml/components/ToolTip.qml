import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// A word beside what the pointer rests on. Never holds anything that stands nowhere else.
//
//   text      plain (required)
//   visible   bind to hovered; it shows after a moment
T.ToolTip {
    id: tip

    delay: Theme.motion.toolTipDelay
    margins: Theme.space.s
    leftPadding: Theme.space.s
    rightPadding: Theme.space.s
    topPadding: Theme.space.xs
    bottomPadding: Theme.space.xs
    x: parent ? Math.round((parent.width - width) / 2) : 0
    y: parent ? parent.height + Theme.space.xs : 0
    implicitWidth: Math.min(Theme.size.toolTipMax, implicitContentWidth + leftPadding + rightPadding)
    implicitHeight: contentHeight + topPadding + bottomPadding
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.motion.fast
            easing.type: Theme.motion.easingIn
        }
    }

    contentItem: Label {
        LayoutMirroring.enabled: Theme.mirrored

        text: tip.text
        type: Theme.type.caption
        color: Theme.color.window
        wrapMode: Text.Wrap
    }

    background: Rectangle {
        radius: Theme.radius.tag
        color: Theme.color.tooltip
    }
}
