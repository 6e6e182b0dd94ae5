import QtQuick
import Sotto.Theme

// What stands where there is nothing yet: one sentence on what to do, and the buttons for it.
//
//   title      (required)
//   text       a sentence
//   mark       Sotto's mark above: the empty page only
//   iconName   an icon above instead
//   actions    Button items below (the default property)
Column {
    id: empty

    required property string title
    property string text
    property bool mark: false
    property string iconName
    default property alias actions: actionRow.data

    spacing: 0
    width: Math.min(implicitWidth, parent ? parent.width : implicitWidth)

    BrandMark {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.mark
    }
    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: empty.iconName.length > 0
        name: empty.iconName
        size: Theme.space.huge
    }
    Label {
        topPadding: empty.mark || empty.iconName.length > 0 ? Theme.space.xxl : 0
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(Theme.size.formColumn, empty.parent ? empty.parent.width : Theme.size.formColumn)
        text: empty.title
        type: Theme.type.title
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: empty.title
    }
    Label {
        topPadding: Theme.space.xs
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(Theme.size.sidebar + Theme.space.l, empty.parent ? empty.parent.width : Theme.size.sidebar)
        visible: empty.text.length > 0
        text: empty.text
        color: Theme.color.text2
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
    }
    Item {
        width: Theme.space.s
        height: Theme.space.xl
        visible: actionRow.children.length > 0
    }
    Row {
        id: actionRow

        anchors.horizontalCenter: parent.horizontalCenter
        visible: children.length > 0
        spacing: Theme.space.s
    }
}
