import QtQuick
import Sotto.Native
import Sotto.Theme

// Text in one of the theme's type styles. Plain by default: what others wrote, their names
// included, is shown letter by letter and never read as markup.
//
//   type    a style of Theme.type
//   color   a colour of the theme
//
// Stands at the start side; the direction of the letters follows the first strong one of the text.
Text {
    id: label

    property TypeStyle type: Theme.type.body

    color: Theme.color.text
    linkColor: Theme.color.accentText
    font: label.type.font
    // Rich text puts what a line is higher than its letters above them instead of on both sides;
    // only MessageText, which has many lines of it, makes up for that.
    lineHeight: label.textFormat === Text.RichText ? 1 : label.type.lineHeight
    lineHeightMode: label.textFormat === Text.RichText ? Text.ProportionalHeight : Text.FixedHeight
    horizontalAlignment: Text.AlignLeft
    verticalAlignment: Text.AlignVCenter
    textFormat: Text.PlainText
    renderType: Text.NativeRendering
}
