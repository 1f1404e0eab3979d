(function(d){d.documentElement.classList.remove("no-js");
function each(list,act){Array.prototype.forEach.call(list,act);}
function close(except){each(d.querySelectorAll(".primary__toggle"),function(toggle){if(toggle===except)return;
toggle.setAttribute("aria-expanded","false");d.getElementById(toggle.getAttribute("aria-controls")).hidden=true;});}
d.addEventListener("DOMContentLoaded",function(){
each(d.querySelectorAll(".primary__toggle"),function(toggle){toggle.addEventListener("click",function(){
var open=toggle.getAttribute("aria-expanded")==="true";close(toggle);
toggle.setAttribute("aria-expanded",String(!open));d.getElementById(toggle.getAttribute("aria-controls")).hidden=open;});});
d.addEventListener("keydown",function(event){if(event.key==="Escape")close(null);});
each(d.querySelectorAll("[data-size]"),function(link){link.addEventListener("click",function(event){event.preventDefault();
d.querySelector(".story__text").style.fontSize={l:"1.3rem",m:"1.06rem",s:".9rem"}[link.dataset.size];});});
each(d.querySelectorAll(".print"),function(link){link.addEventListener("click",function(){window.setTimeout(window.print,400);});});
var notice=d.getElementById("cookie-notice");if(notice&&!/consent=/.test(d.cookie))notice.hidden=false;
each(d.querySelectorAll("[data-cookie]"),function(button){button.addEventListener("click",function(){
d.cookie="consent="+button.dataset.cookie+";path=/;max-age=15552000;samesite=lax";notice.hidden=true;});});
});})(document);
