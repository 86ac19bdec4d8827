/*
 * A process that embeds a JVM and forks, as pre-forking servers do.
 * Usage: fork LIBJVM CLASSPATH CLASS [JVM-OPTION...]
 * Calls the static methods before(), then in a forked child child(), then in the parent after() of the class; each
 * returns a string, which is printed behind the name of the method. A child that does not answer in time
 * is killed.
 */
#include <dlfcn.h>
#include <jni.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int call(JNIEnv *env, jclass type, const char *method) {
  jmethodID id = (*env)->GetStaticMethodID(env, type, method, "()Ljava/lang/String;");
  jstring answer = id ? (jstring)(*env)->CallStaticObjectMethod(env, type, id) : NULL;
  if ((*env)->ExceptionCheck(env)) {
    (*env)->ExceptionDescribe(env);
    return 1;
  }
  const char *text = (*env)->GetStringUTFChars(env, answer, NULL);
  printf("%s %s\n", method, text);
  fflush(stdout);
  return 0;
}

int main(int count, char **arguments) {
  if (count < 4) {
    return 2;
  }
  void *library = dlopen(arguments[1], RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 3;
  }
  jint (*create)(JavaVM **, void **, void *) = dlsym(library, "JNI_CreateJavaVM");
  char *classpath = malloc(strlen(arguments[2]) + 32);
  sprintf(classpath, "-Djava.class.path=%s", arguments[2]);
  JavaVMOption options[32];
  int used = 0;
  unsigned seconds = 240;
  options[used++].optionString = classpath;
  for (int i = 4; i < count && used < 32; i++) {
    sscanf(arguments[i], "-Dseconds=%u", &seconds);
    options[used++].optionString = arguments[i];
  }
  JavaVMInitArgs start = {JNI_VERSION_1_8, used, options, JNI_FALSE};
  JavaVM *vm;
  JNIEnv *env;
  if (create(&vm, (void **)&env, &start) != JNI_OK) {
    return 4;
  }
  jclass type = (*env)->FindClass(env, arguments[3]);
  if (type == NULL || call(env, type, "before")) {
    (*env)->ExceptionDescribe(env);
    return 5;
  }
  pid_t child = fork();
  if (child == 0) {
    alarm(seconds);
    _exit(call(env, type, "child"));
  }
  int status;
  waitpid(child, &status, 0);
  printf("status %d\n", status);
  int failed = call(env, type, "after");
  fflush(stdout);
  _exit(failed);
}
