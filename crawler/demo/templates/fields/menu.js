function addClass(element,name){if((" "+element.className+" ").indexOf(" "+name+" ")<0){element.className+=" "+name;}}
function removeClass(element,name){element.className=(" "+element.className+" ").replace(" "+name+" "," ").replace(/^\s+|\s+$/g,"");}
function byClass(parent,tag,name){var found=[],all=parent.getElementsByTagName(tag);
for(var i=0;i<all.length;i++){if((" "+all[i].className+" ").indexOf(" "+name+" ")>=0){found.push(all[i]);}}return found;}
function initMenu(){var items=byClass(document.getElementById("nav"),"li","hassub");
for(var i=0;i<items.length;i++){items[i].onfocusin=function(){addClass(this,"open");};items[i].onfocusout=function(){removeClass(this,"open");};
items[i].onmouseover=function(){addClass(this,"open");};items[i].onmouseout=function(){removeClass(this,"open");};}}
function readCookie(name){var parts=document.cookie.split(";");for(var i=0;i<parts.length;i++){
var part=parts[i].replace(/^\s+/,"");if(part.indexOf(name+"=")===0){return part.substring(name.length+1);}}return "";}
function showPopup(){if(readCookie("consent")===""){document.getElementById("popup").style.display="block";}}
function hidePopup(choice){var date=new Date();date.setTime(date.getTime()+180*24*60*60*1000);
document.cookie="consent="+choice+"; expires="+date.toUTCString()+"; path=/";document.getElementById("popup").style.display="none";return false;}
